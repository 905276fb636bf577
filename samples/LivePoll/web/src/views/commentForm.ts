import { el, setText } from "../dom.js";
import type { AddCommentReply } from "../state.js";

/** Takes a comment. The server's word is final on what is right. */
export function commentForm(add: (text: string) => Promise<AddCommentReply>): HTMLFormElement {
  const input = el("input", { maxlength: "200", required: true, autocomplete: "off", "aria-label": "Your comment", placeholder: "Add a comment" });
  const problem = el("p", { class: "problem", role: "alert" });
  const submit = el("button", {}, "Post");

  const send = async (): Promise<void> => {
    const text = input.value;
    submit.disabled = true;
    try {
      const reply = await add(text);
      setText(problem, reply.problem ?? "");
      // Unless the user has typed on.
      if (reply.problem === null && input.value === text) {
        input.value = "";
      }
    } catch {
      setText(problem, "Your comment did not go through. Please try again.");
    } finally {
      submit.disabled = false;
    }
  };

  return el(
    "form",
    {
      submit: (event) => {
        event.preventDefault();
        void send();
      },
    },
    el("div", { class: "row" }, input, submit),
    problem,
  );
}
