import { type ReactNode, useRef } from "react";
import { useMusubiRootSuspense, useMusubiSnapshotSuspense } from "../stores.js";
import { NewPollDialog } from "./NewPollDialog.js";
import { PollCard } from "./PollCard.js";

/** All polls. Who comes back to them finds them as they were left, while the server is asked how they are. */
export function Dashboard(): ReactNode {
  const store = useMusubiRootSuspense({ module: "Dashboard", id: "main", cache: {} });
  const polls = useMusubiSnapshotSuspense(store, (dashboard) => dashboard.polls);
  const dialog = useRef<HTMLDialogElement>(null);

  return (
    <div className="dashboard">
      <title>Live Poll</title>
      <div className="lead">
        <div>
          <h1>What does the room think?</h1>
          <p>Every vote shows up here the moment it is cast.</p>
        </div>
        <button className="primary" type="button" onClick={() => dialog.current?.showModal()}>
          New poll
        </button>
      </div>
      {polls.length === 0 && <p className="notice">No polls yet. Ask the first question.</p>}
      <ul className="cards">
        {polls.map((poll) => (
          <PollCard key={poll.id} poll={poll} />
        ))}
      </ul>
      <NewPollDialog store={store} ref={dialog} />
    </div>
  );
}
