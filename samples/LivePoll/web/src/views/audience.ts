import { el, setText } from "../dom.js";
import type { Audience, Viewer } from "../state.js";
import { list, type View } from "../view.js";
import { avatar } from "./avatar.js";

export function audienceView(): View<Audience> {
  const faces = el("span", { class: "faces" });
  const count = el("span");
  const element = el("p", { class: "audience" }, faces, count);
  const showFaces = list(faces, (viewer) => `${viewer.key} ${viewer.name}`, face);

  return {
    element,
    update: (audience) => {
      showFaces(audience.viewers);
      setText(count, audience.count === 1 ? "Only you here" : `${audience.count} here`);
      element.title = audience.viewers.map((viewer) => viewer.name).join(", ") + (audience.count > audience.viewers.length ? ", …" : "");
    },
  };
}

function face(): View<Viewer> {
  const element = el("span");
  return { element, update: (viewer) => element.replaceChildren(avatar(viewer.name)) };
}
