import type { ReactNode } from "react";
import { Avatar } from "../components/Avatar.js";
import { useMusubiRootSuspense, useMusubiSnapshotSuspense } from "../stores.js";
import { randomId } from "../user.js";

/** Names this page among those of its user, so that it is counted once when it mounts again. */
const page = randomId();

/** Who else is looking. */
export function Audience({ pollId }: { pollId: string }): ReactNode {
  const store = useMusubiRootSuspense({ module: "Audience", id: pollId, params: { poll_id: pollId, page } });
  const { count, viewers } = useMusubiSnapshotSuspense(store);
  const names = viewers.map((viewer) => viewer.name).join(", ");
  return (
    <p className="audience" title={count > viewers.length ? `${names}, …` : names}>
      <span className="faces">
        {viewers.map((viewer) => (
          <span key={viewer.key}>
            <Avatar name={viewer.name} />
          </span>
        ))}
      </span>
      <span>{count === 1 ? "Only you here" : `${count} here`}</span>
    </p>
  );
}
