import { el } from "../dom.js";
import type { Connection } from "../state.js";
import { list } from "../view.js";
import { newPollDialog } from "../views/newPollDialog.js";
import { pollCard } from "../views/pollCard.js";
import { rootScreen, type Screen } from "./screen.js";

export function dashboardScreen(connection: Connection): Screen {
  document.title = "Live Poll";
  return rootScreen(connection, { module: "Dashboard", id: "main" }, (store) => {
    const dialog = newPollDialog((question, options) => store.dispatchCommand("create_poll", { question, options }));
    const empty = el("p", { class: "notice" }, "No polls yet. Ask the first question.");
    const cards = el("ul", { class: "cards" });
    const showCards = list(cards, (poll) => poll.id, pollCard);

    return {
      element: el(
        "div",
        {},
        el(
          "div",
          { class: "lead" },
          el("div", {}, el("h1", {}, "What does the room think?"), el("p", {}, "Every vote shows up here the moment it is cast.")),
          el("button", { class: "primary", type: "button", click: () => dialog.showModal() }, "New poll"),
        ),
        empty,
        cards,
        dialog,
      ),
      update: ({ polls }) => {
        empty.hidden = polls.length > 0;
        showCards(polls);
      },
    };
  });
}
