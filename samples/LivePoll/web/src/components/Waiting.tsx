import type { ReactNode } from "react";

/** Holds the place of what is on its way. */
export function Waiting(): ReactNode {
  return (
    <div className="waiting" aria-busy="true" aria-label="Loading">
      <title>Live Poll</title>
      <i />
      <i />
      <i />
    </div>
  );
}
