import { el } from "../dom.js";

const shownMs = 5_000;

export interface Toast {
  readonly element: HTMLElement;
  show(text: string): void;
}

/** A few words on what has just happened, which go by themselves. */
export function toast(): Toast {
  const element = el("p", { class: "toast", role: "status" });
  let timer: ReturnType<typeof setTimeout> | undefined;

  element.addEventListener("transitionend", () => {
    if (!element.classList.contains("shown")) {
      element.replaceChildren();
    }
  });

  return {
    element,
    show: (text) => {
      // A new node even for the same words, so that a screen reader says them again.
      element.replaceChildren(text);
      element.classList.add("shown");
      clearTimeout(timer);
      timer = setTimeout(() => element.classList.remove("shown"), shownMs);
    },
  };
}
