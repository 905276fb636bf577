import type { ReactNode } from "react";
import { type Store, useMusubiCommand, useMusubiSnapshotSuspense } from "../stores.js";
import { votesOf } from "../text.js";

/** One option: a button whose background is its bar. */
export function PollOption({ store, onProblem }: { store: Store<"PollOption">; onProblem: (problem?: string) => void }): ReactNode {
  const { label, votes, percent, leading, chosen } = useMusubiSnapshotSuspense(store);
  const { dispatch, isPending } = useMusubiCommand(store, "vote");

  const choose = async (): Promise<void> => {
    onProblem(undefined);
    try {
      await dispatch({});
    } catch {
      onProblem("Your vote did not go through. Please try again.");
    }
  };

  const classes = ["option", leading && "leading", isPending && "pending"].filter(Boolean);
  return (
    <li>
      <button type="button" className={classes.join(" ")} aria-pressed={chosen} onClick={() => !chosen && void choose()}>
        <i className="fill" aria-hidden="true" style={{ "--share": percent / 100 }} />
        <i className="mark" aria-hidden="true" />
        <span className="label">{label}</span>
        <span className="count">{votesOf(votes)}</span>
        <span className="percent">{percent}%</span>
      </button>
    </li>
  );
}
