import { el } from "../dom.js";

/** A person as a disc with their initials, in a colour that follows from the name. */
export function avatar(name: string): HTMLElement {
  const initials = name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();
  const disc = el("span", { class: "avatar", "aria-hidden": "true" }, initials);
  disc.style.setProperty("--hue", String(hueOf(name)));
  return disc;
}

function hueOf(name: string): number {
  let hash = 0;
  for (const character of name) {
    hash = (hash * 31 + character.codePointAt(0)!) % 360_007;
  }

  return hash % 360;
}
