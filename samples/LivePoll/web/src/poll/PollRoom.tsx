import { type ReactNode, Suspense } from "react";
import { Age } from "../components/Age.js";
import { linkToWall } from "../links.js";
import { type Store, useMusubiRootSuspense, useMusubiSnapshotSuspense } from "../stores.js";
import { votesOf } from "../text.js";
import { Announcer } from "./Announcer.js";
import { Audience } from "./Audience.js";
import { Comments } from "./Comments.js";
import { CopyLinkButton } from "./CopyLinkButton.js";
import { LeadToast } from "./LeadToast.js";
import { Options } from "./Options.js";

/** One poll: vote, watch the others do, and talk about it. */
export function PollRoom({ pollId }: { pollId: string }): ReactNode {
  const store = useMusubiRootSuspense({ module: "PollRoom", id: pollId, params: { poll_id: pollId } });
  const found = useMusubiSnapshotSuspense(store, (room) => room.found);
  return (
    <div className="room">
      <a className="back" href="#/">
        All polls
      </a>
      {found ? <Poll store={store} pollId={pollId} /> : <NoSuchPoll />}
    </div>
  );
}

function Poll({ store, pollId }: { store: Store<"PollRoom">; pollId: string }): ReactNode {
  const { question, votes, created_at } = useMusubiSnapshotSuspense(store, ({ question, votes, created_at }) => ({ question, votes, created_at }));
  return (
    <article className="poll">
      <title>{`${question} – Live Poll`}</title>
      <h1 id="question">{question}</h1>
      <div className="about">
        <p className="meta">
          <strong>{votesOf(votes)}</strong>
          {created_at !== null && <Age of={created_at} />}
        </p>
        <Suspense>
          <Audience pollId={pollId} />
        </Suspense>
      </div>
      <Options store={store} labelledBy="question" />
      <footer>
        <p>One vote each. You can change your mind.</p>
        <div className="actions">
          <a className="button" href={linkToWall(pollId)} target="_blank">
            Big screen
          </a>
          <CopyLinkButton />
        </div>
      </footer>
      {store.comments && <Comments store={store.comments} />}
      <Announcer store={store} />
      <LeadToast store={store} />
    </article>
  );
}

function NoSuchPoll(): ReactNode {
  return (
    <div className="notice">
      <title>Live Poll</title>
      <h1>No such poll</h1>
      <p>Perhaps its link is not complete. All polls that there are can be found on the first page.</p>
    </div>
  );
}
