import type { StoreProxy } from "@musubi-orleans/client";
import { votesOf } from "../text.js";
import { stamp } from "./dom.js";

type Option = StoreProxy<"PollOption", Musubi.Stores>;

/** One bar for each option of the poll, which stay the same for as long as it lives. */
export function showBars(list: HTMLElement, options: readonly Option[]): void {
  list.replaceChildren(...options.map(barFor));
}

/** A bar that follows its option's store: it hears of its own votes, and of no other's. */
function barFor(option: Option): HTMLElement {
  const { element, inside } = stamp("bar");
  const update = (): void => {
    const state = option.snapshot();
    if (state) {
      inside(".label").textContent = state.label;
      inside(".count").textContent = votesOf(state.votes);
      inside(".percent").textContent = `${state.percent}%`;
      inside(".track i").style.setProperty("--share", String(state.percent / 100));
      element.classList.toggle("leading", state.leading);
    }
  };

  option.subscribe(update);
  update();
  return element;
}
