import { keyOf } from "@musubi-orleans/client";
import { el, setText } from "../dom.js";
import type { PollOption, PollRoom } from "../state.js";
import { votes } from "../text.js";
import { list, type View } from "../view.js";
import { age } from "./age.js";
import { announcer } from "./announcer.js";
import { audienceView } from "./audience.js";
import { type CommentActions, commentsView } from "./comments.js";
import { copyLinkButton } from "./copyLinkButton.js";
import { pollOption } from "./pollOption.js";

/** What the page asks of a room. */
export interface RoomActions {
  vote(option: PollOption): Promise<unknown>;
  readonly comments: CommentActions;
}

/** One poll: vote, watch the others do, and talk about it. */
export function pollRoom(actions: RoomActions): View<PollRoom> {
  const question = el("h1", { id: "question" });
  const total = el("strong");
  const opened = age();
  const audience = audienceView();
  const comments = commentsView(actions.comments);
  const problem = el("p", { class: "problem", role: "alert" });
  const options = el("ul", { class: "options", "aria-labelledby": "question" });
  const announce = announcer();

  const cast = async (option: PollOption): Promise<void> => {
    setText(problem, "");
    try {
      await actions.vote(option);
    } catch {
      setText(problem, "Your vote did not go through. Please try again.");
    }
  };
  const showOptions = list(options, keyOf, () => pollOption(cast));

  const poll = el(
    "article",
    { class: "poll" },
    question,
    el("div", { class: "about" }, el("p", { class: "meta" }, total, opened.element), audience.element),
    options,
    problem,
    el("footer", {}, el("p", {}, "One vote each. You can change your mind."), copyLinkButton()),
    comments.element,
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
      showOptions(state.options);
      if (state.created_at) {
        opened.update(state.created_at);
      }

      if (state.audience) {
        audience.update(state.audience);
      }

      if (state.comments) {
        comments.update(state.comments);
      }

      announce.update(state);
    },
  };
}
