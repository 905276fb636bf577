import { type ReactNode, useSyncExternalStore } from "react";
import { since } from "../text.js";

/** How long ago something was: "3 minutes ago". It grows without any patch. */
export function Age({ of: instant }: { of: string }): ReactNode {
  const age = useSyncExternalStore(everyHalfMinute, () => since(instant));
  return <time dateTime={instant}>{age}</time>;
}

function everyHalfMinute(listener: () => void): () => void {
  const timer = setInterval(listener, 30_000);
  return () => clearInterval(timer);
}
