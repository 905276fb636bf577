import { el, setText } from "../dom.js";
import type { PollRoom } from "../state.js";
import { votes } from "../text.js";
import type { View } from "../view.js";

const quietMs = 2_000;

/** Reads the results to a screen reader, once they rest: not each of a hundred votes. */
export function announcer(): View<PollRoom> {
  const element = el("p", { class: "unseen", "aria-live": "polite" });
  let said: PollRoom["options"] | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  return {
    element,
    update: (room) => {
      // What is there at first is read as part of the page.
      if (said !== undefined && said !== room.options) {
        clearTimeout(timer);
        timer = setTimeout(() => {
          const results = room.options.map((option) => `${option.label} ${option.percent} percent`);
          setText(element, `${votes(room.votes)}: ${results.join(", ")}.`);
        }, quietMs);
      }

      said = room.options;
    },
  };
}
