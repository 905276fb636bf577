import { el, setText } from "../dom.js";
import type { Comment } from "../state.js";
import type { View } from "../view.js";
import { age } from "./age.js";
import { avatar } from "./avatar.js";

/** One comment; its author may delete it. */
export function commentView(remove: (comment: Comment) => Promise<void>): View<Comment> {
  let state: Comment | undefined;
  const face = el("span");
  const author = el("strong");
  const made = age();
  const text = el("p", { class: "text", dir: "auto" });
  const button = el("button", { type: "button", class: "quiet", "aria-label": "Delete your comment", click: () => void press() }, "Delete");

  const press = async (): Promise<void> => {
    if (state) {
      button.disabled = true;
      await remove(state);
      button.disabled = false;
    }
  };

  return {
    element: el("li", { class: "comment" }, face, el("div", {}, el("p", { class: "meta" }, author, made.element), text), button),
    update: (comment) => {
      state = comment;
      face.replaceChildren(avatar(comment.author));
      setText(author, comment.author);
      made.update(comment.created_at);
      setText(text, comment.text);
      button.hidden = !comment.mine;
    },
  };
}
