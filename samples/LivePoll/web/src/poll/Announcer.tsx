import { type ReactNode, useEffect, useRef, useState } from "react";
import { type Store, useMusubiSnapshotSuspense } from "../stores.js";
import { votesOf } from "../text.js";

const quietMs = 2_000;

/** Reads the results to a screen reader, once they rest: not each of a hundred votes. */
export function Announcer({ store }: { store: Store<"PollRoom"> }): ReactNode {
  const results = useMusubiSnapshotSuspense(store, ({ votes, options }) =>
    [votesOf(votes), options.map(({ label, percent }) => `${label} ${percent} percent`).join(", ")].join(": "),
  );
  const [said, setSaid] = useState("");
  const last = useRef(results);

  useEffect(() => {
    // What is there at first is read as part of the page.
    if (last.current === results) {
      return undefined;
    }

    const timer = setTimeout(() => {
      last.current = results;
      setSaid(`${results}.`);
    }, quietMs);
    return () => clearTimeout(timer);
  }, [results]);

  return (
    <p className="unseen" aria-live="polite">
      {said}
    </p>
  );
}
