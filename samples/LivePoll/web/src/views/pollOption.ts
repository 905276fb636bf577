import { el, setText } from "../dom.js";
import type { PollOption } from "../state.js";
import { votes } from "../text.js";
import type { View } from "../view.js";

/** One option: a button whose background is its bar. */
export function pollOption(cast: (option: PollOption) => Promise<void>): View<PollOption> {
  let state: PollOption | undefined;
  const bar = el("i", { class: "fill", "aria-hidden": "true" });
  const label = el("span", { class: "label" });
  const count = el("span", { class: "count" });
  const percent = el("span", { class: "percent" });

  const choose = async (): Promise<void> => {
    if (state && !state.chosen) {
      button.classList.add("pending");
      await cast(state);
      button.classList.remove("pending");
    }
  };
  const button = el("button", { type: "button", class: "option", click: () => void choose() }, bar, el("i", { class: "mark", "aria-hidden": "true" }), label, count, percent);

  return {
    element: el("li", {}, button),
    update: (option) => {
      state = option;
      setText(label, option.label);
      setText(count, votes(option.votes));
      setText(percent, `${option.percent}%`);
      bar.style.setProperty("--share", String(option.percent / 100));
      button.classList.toggle("leading", option.leading);
      button.setAttribute("aria-pressed", String(option.chosen));
    },
  };
}
