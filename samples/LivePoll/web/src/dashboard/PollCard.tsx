import { memo, type ReactNode } from "react";
import { Age } from "../components/Age.js";
import { linkToPoll } from "../links.js";
import { votesOf } from "../text.js";

type Poll = LivePoll.Stores.PollCard;

/**
 * A poll on the dashboard: its question, one bar that all options share, and what leads; before the first vote, what there
 * is to choose from. Snapshots share what did not change, so a vote renders the card of its poll and no other.
 */
export const PollCard = memo(function PollCard({ poll }: { poll: Poll }): ReactNode {
  const { options, votes } = poll;
  const most = Math.max(...options.map((option) => option.votes));

  return (
    <li>
      <a className="card" href={linkToPoll(poll.id)}>
        <h2>{poll.question}</h2>
        <div className="shares" aria-hidden="true">
          {options.map((option) => (
            <i key={option.label} className={option.votes === most && most > 0 ? "leading" : undefined} style={{ flexGrow: option.votes }} />
          ))}
        </div>
        <p className="leader">
          <span>{leaders(poll, most)}</span>
          {votes > 0 && <strong>{Math.round((100 * most) / votes)}%</strong>}
        </p>
        <p className="meta">
          <span>{votesOf(votes)}</span>
          <Age of={poll.created_at} />
        </p>
      </a>
    </li>
  );
});

function leaders({ options, votes }: Poll, most: number): string {
  const names = options.filter((option) => option.votes === most).map((option) => option.label);
  return votes > 0 && names.length > 1 ? `Tied: ${names.join(", ")}` : names.join(" · ");
}
