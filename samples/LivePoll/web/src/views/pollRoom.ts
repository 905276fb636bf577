import { storeIdOf } from "@musubi-orleans/client";
import { el, setText } from "../dom.js";
import type { PollOption, PollRoom } from "../state.js";
import { since, votes } from "../text.js";
import { list, type View } from "../view.js";
import { announcer } from "./announcer.js";
import { audienceView } from "./audience.js";
import { copyLinkButton } from "./copyLinkButton.js";
import { pollOption } from "./pollOption.js";

/** One poll: vote, and watch the others do. */
export function pollRoom(vote: (option: PollOption) => Promise<unknown>): View<PollRoom> {
  const question = el("h1", { id: "question" });
  const total = el("strong");
  const age = el("span");
  const audience = audienceView();
  const problem = el("p", { class: "problem", role: "alert" });
  const options = el("ul", { class: "options", "aria-labelledby": "question" });
  const announce = announcer();

  const cast = async (option: PollOption): Promise<void> => {
    setText(problem, "");
    try {
      await vote(option);
    } catch {
      setText(problem, "Your vote did not go through. Please try again.");
    }
  };
  const showOptions = list(options, (option) => storeIdOf(option).join("/"), () => pollOption(cast));

  const poll = el(
    "article",
    { class: "poll" },
    question,
    el("div", { class: "about" }, el("p", { class: "meta" }, total, age), audience.element),
    options,
    problem,
    el("footer", {}, el("p", {}, "One vote each. You can change your mind."), copyLinkButton()),
    announce.element,
  );
  const missing = el("div", { class: "notice" }, el("h1", {}, "No such poll"), el("p", {}, "It may be from an earlier run: polls live as long as the server."));
  const content = el("div", {}, poll);

  return {
    element: el("div", { class: "room" }, el("a", { class: "back", href: "#/" }, "All polls"), content),
    update: (state) => {
      if (!state.found) {
        content.replaceChildren(missing);
        return;
      }

      if (poll.parentElement !== content) {
        content.replaceChildren(poll);
      }

      document.title = `${state.question} – Live Poll`;
      setText(question, state.question);
      setText(total, votes(state.votes));
      setText(age, state.created_at ? since(state.created_at) : "");
      showOptions(state.options);
      if (state.audience) {
        audience.update(state.audience);
      }

      announce.update(state);
    },
  };
}
