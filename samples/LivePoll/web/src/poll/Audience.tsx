import type { ReactNode } from "react";
import { Avatar } from "../components/Avatar.js";
import { type Store, useMusubiSnapshotSuspense } from "../stores.js";

/** Who else is looking. */
export function Audience({ store }: { store: Store<"Audience"> }): ReactNode {
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
