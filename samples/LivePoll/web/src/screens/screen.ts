import type { MountedRoot } from "@musubi-orleans/client";
import { el } from "../dom.js";
import type { View } from "../view.js";

/** What fills the page between two navigations. */
export interface Screen {
  readonly element: HTMLElement;
  close(): void;
}

/** A screen that shows one root: a placeholder until its state is there, then its view, for as long as the screen is open. */
export function rootScreen<T extends object>(root: MountedRoot<T>, view: View<T>): Screen {
  const element = el("div", { class: "screen", tabindex: "-1" }, waiting());

  const update = (): void => {
    const state = root.snapshot();
    if (state !== undefined) {
      view.update(state);
      if (!view.element.isConnected) {
        element.replaceChildren(view.element);
      }
    } else if (root.error() !== undefined) {
      element.replaceChildren(el("p", { class: "notice", role: "alert" }, "This cannot be shown right now. Trying again…"));
    }
  };

  const stop = root.subscribe(update);

  return {
    element,
    close: () => {
      stop();
      root.unmount();
    },
  };
}

function waiting(): HTMLElement {
  return el("div", { class: "waiting", "aria-busy": "true", "aria-label": "Loading" }, el("i"), el("i"), el("i"));
}
