import { el, setText } from "../dom.js";
import { since } from "../text.js";
import type { View } from "../view.js";

/** How long ago something was: "3 minutes ago". */
export function age(): View<string> {
  const element = el("time");
  return {
    element,
    update: (instant) => {
      element.dateTime = instant;
      setText(element, since(instant));
    },
  };
}

/** Keeps every age on the page true: it grows without any patch. */
export function keepAges(): void {
  setInterval(() => {
    for (const element of document.querySelectorAll("time")) {
      setText(element, since(element.dateTime));
    }
  }, 30_000);
}
