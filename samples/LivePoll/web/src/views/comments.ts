import { el, setText } from "../dom.js";
import type { AddCommentReply, Comment, Comments } from "../state.js";
import { list, type View } from "../view.js";
import { commentForm } from "./commentForm.js";
import { commentView } from "./comment.js";

/** What the page asks of the comments' store. */
export interface CommentActions {
  add(text: string): Promise<AddCommentReply>;
  remove(comment: Comment): Promise<unknown>;
  retry(): Promise<unknown>;
}

const notes = {
  loading: "Loading comments…",
  ok: "No comments yet. Yours could be the first.",
  failed: "The comments could not be loaded.",
};

/** What is said about a poll: newest first, below a field to say more. */
export function commentsView({ add, remove, retry }: CommentActions): View<Comments> {
  const title = el("h2", { tabindex: "-1" }, "Comments");
  const note = el("p", { class: "note" });
  const again = el("button", { type: "button", click: () => void tryAgain() }, "Try again");
  const state = el("div", { class: "state" }, note, again);
  const problem = el("p", { class: "problem", role: "alert" });
  const comments = el("ul", { "aria-label": "Comments", "aria-relevant": "additions" });

  // In place of a button that had the focus and is about to go.
  const focusTitle = (): void => title.focus({ preventScroll: true });
  const tryAgain = async (): Promise<void> => {
    try {
      await retry();
      focusTitle();
    } catch {
      // The note still says that they could not be loaded.
    }
  };

  const showComments = list<Comment>(comments, (comment) => comment.id, () =>
    commentView(async (comment) => {
      setText(problem, "");
      try {
        await remove(comment);
        focusTitle();
      } catch {
        setText(problem, "Your comment could not be deleted. Please try again.");
      }
    }),
  );

  return {
    element: el("section", { class: "comments" }, title, commentForm(add), problem, state, comments),
    update: ({ loaded, items }) => {
      // A stream starts empty after a reconnect: what is shown stays until the items are there again.
      if (items.length > 0 || loaded.status === "ok") {
        showComments(items);
      }

      if (loaded.status === "ok") {
        // From now on a screen reader says what comes.
        comments.ariaLive = "polite";
      }

      setText(note, notes[loaded.status]);
      note.classList.toggle("late", loaded.status === "loading");
      again.hidden = loaded.status !== "failed";
      state.hidden = again.hidden && comments.childElementCount > 0;
    },
  };
}
