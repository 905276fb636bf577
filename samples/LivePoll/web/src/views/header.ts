import type { Connection } from "../state.js";
import { el } from "../dom.js";
import type { User } from "../user.js";
import { avatar } from "./avatar.js";
import { connectionStatus } from "./connectionStatus.js";
import { nameDialog } from "./nameDialog.js";

export function header(connection: Connection, user: User): HTMLElement {
  const dialog = nameDialog(user);
  return el(
    "header",
    { class: "bar" },
    el("a", { class: "brand", href: "#/" }, el("img", { src: "icon.svg", alt: "", width: "28", height: "28" }), "Live Poll"),
    connectionStatus(connection),
    el(
      "button",
      { class: "who", type: "button", "aria-label": `You are ${user.name}. Change your name`, click: () => dialog.showModal() },
      avatar(user.name),
      el("span", {}, user.name),
    ),
    dialog,
  );
}
