import { el } from "../dom.js";
import { maxNameLength, saveUser, type User } from "../user.js";

/** Asks for another name. The name is part of the connection, so a new one takes a new connection: the page loads again. */
export function nameDialog(user: User): HTMLDialogElement {
  const input = el("input", { id: "name", value: user.name, maxlength: String(maxNameLength), required: true, autocomplete: "nickname" });
  const dialog = el(
    "dialog",
    { "aria-labelledby": "name-title" },
    el(
      "form",
      {
        method: "dialog",
        submit: () => {
          if (input.value.trim() && input.value.trim() !== user.name) {
            saveUser({ ...user, name: input.value.trim() });
            location.reload();
          }
        },
      },
      el("h2", { id: "name-title" }, "Your name"),
      el("label", { for: "name" }, "Others see it while you look at a poll."),
      input,
      el(
        "div",
        { class: "actions" },
        el("button", { type: "button", click: () => dialog.close() }, "Cancel"),
        el("button", { class: "primary" }, "Save"),
      ),
    ),
  );
  return dialog;
}
