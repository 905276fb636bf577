import { el, setText } from "../dom.js";
import type { CreatePollReply } from "../state.js";

const minOptions = 2;
const maxOptions = 8;

/** Asks for a question and its options; then goes to the poll. The server's word is final on what is right. */
export function newPollDialog(create: (question: string, options: string[]) => Promise<CreatePollReply>): HTMLDialogElement {
  const question = el("input", { id: "question", maxlength: "140", required: true, autocomplete: "off", placeholder: "Where shall we go for lunch?" });
  const fields = el("div", { class: "fields" });
  const problem = el("p", { class: "problem", role: "alert" });
  const submit = el("button", { class: "primary" }, "Open poll");

  const inputs = (): HTMLInputElement[] => [...fields.querySelectorAll("input")];
  const addField = (): void => {
    const number = fields.childElementCount + 1;
    fields.append(
      el("input", {
        maxlength: "60",
        autocomplete: "off",
        "aria-label": `Option ${number}`,
        placeholder: `Option ${number}`,
        required: number <= minOptions,
        input: growIfFull,
      }),
    );
  };
  // There is always one empty field to go on with, up to the most there may be.
  const growIfFull = (): void => {
    if (inputs().every((input) => input.value) && inputs().length < maxOptions) {
      addField();
    }
  };
  const reset = (): void => {
    question.value = "";
    setText(problem, "");
    fields.replaceChildren();
    for (let i = 0; i < minOptions + 1; i++) {
      addField();
    }
  };

  const send = async (): Promise<void> => {
    submit.disabled = true;
    try {
      const options = inputs().map((input) => input.value.trim());
      const reply = await create(question.value, options.filter((option) => option.length > 0));
      setText(problem, reply.problem ?? "");
      if (reply.poll_id !== null) {
        dialog.close();
        reset();
        location.hash = `#/polls/${reply.poll_id}`;
      }
    } catch {
      setText(problem, "That did not go through. Please try again.");
    } finally {
      submit.disabled = false;
    }
  };

  const dialog = el(
    "dialog",
    { "aria-labelledby": "new-poll-title" },
    el(
      "form",
      {
        submit: (event) => {
          event.preventDefault();
          void send();
        },
      },
      el("h2", { id: "new-poll-title" }, "New poll"),
      el("label", { for: "question" }, "Question"),
      question,
      el("fieldset", {}, el("legend", {}, "Options"), fields),
      problem,
      el("div", { class: "actions" }, el("button", { type: "button", click: () => dialog.close() }, "Cancel"), submit),
    ),
  );
  reset();
  return dialog;
}
