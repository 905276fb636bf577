import { el, setText } from "../dom.js";
import type { PollCard } from "../state.js";
import { votes } from "../text.js";
import { list, type View } from "../view.js";
import { age } from "./age.js";

/** A poll on the dashboard: its question, one bar that all options share, and what leads; before the first vote, what there is to choose from. */
export function pollCard(): View<PollCard> {
  const question = el("h2");
  const shares = el("div", { class: "shares", "aria-hidden": "true" });
  const leader = el("span");
  const percent = el("strong");
  const total = el("span");
  const opened = age();
  const link = el("a", { class: "card" }, question, shares, el("p", { class: "leader" }, leader, percent), el("p", { class: "meta" }, total, opened.element));
  const showShares = list(shares, (share) => share.key, shareBar);

  return {
    element: el("li", {}, link),
    update: (poll) => {
      link.href = `#/polls/${poll.id}`;
      setText(question, poll.question);
      setText(total, votes(poll.votes));
      opened.update(poll.created_at);
      const most = Math.max(...poll.options.map((option) => option.votes));
      setText(leader, leaders(poll, most));
      setText(percent, poll.votes > 0 ? `${Math.round((100 * most) / poll.votes)}%` : "");
      showShares(poll.options.map((option, index) => ({ key: String(index), votes: option.votes, leading: option.votes === most && most > 0 })));
    },
  };
}

interface Share {
  readonly key: string;
  readonly votes: number;
  readonly leading: boolean;
}

function shareBar(): View<Share> {
  const element = el("i");
  return {
    element,
    update: ({ votes, leading }) => {
      element.style.flexGrow = String(votes);
      element.classList.toggle("leading", leading);
    },
  };
}

function leaders({ options, votes }: PollCard, most: number): string {
  const names = options.filter((option) => option.votes === most).map((option) => option.label);
  return votes > 0 && names.length > 1 ? `Tied: ${names.join(", ")}` : names.join(" · ");
}
