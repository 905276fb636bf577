import { el, setText } from "../dom.js";

export function copyLinkButton(): HTMLButtonElement {
  const button = el("button", { type: "button", click: () => void copy() }, "Copy link");
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(location.href);
    setText(button, "Copied");
    setTimeout(() => setText(button, "Copy link"), 2_000);
  };
  // The clipboard is there over https and on localhost alone.
  button.hidden = !("clipboard" in navigator);
  return button;
}
