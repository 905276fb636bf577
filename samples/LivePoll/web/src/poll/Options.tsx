import { keyOf } from "@musubi-orleans/react";
import { type ReactNode, useState } from "react";
import { Problem } from "../components/Problem.js";
import { type Store, useMusubiSnapshotSuspense } from "../stores.js";
import { PollOption } from "./PollOption.js";

/** What there is to choose from. Each option is a store of its own, and renders by itself. */
export function Options({ store, labelledBy }: { store: Store<"PollRoom">; labelledBy: string }): ReactNode {
  const [problem, setProblem] = useState<string>();
  // Renders when options come or go; what they say is theirs to follow.
  useMusubiSnapshotSuspense(store, (room) => room.options.length);

  return (
    <>
      <ul className="options" aria-labelledby={labelledBy}>
        {store.options.map((option) => (
          <PollOption key={keyOf(option)} store={option} onProblem={setProblem} />
        ))}
      </ul>
      <Problem>{problem}</Problem>
    </>
  );
}
