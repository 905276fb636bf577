import { type ReactNode, useSyncExternalStore } from "react";
import { useMusubiSocketStatus } from "../stores.js";
import { isOnline, onOnlineChange, statusOf, wordFor } from "../status.js";

/** A dot and a word. */
export function ConnectionStatus(): ReactNode {
  const status = statusOf(useMusubiSocketStatus(), useSyncExternalStore(onOnlineChange, isOnline));
  return (
    <p className="status" role="status" data-state={status}>
      <i />
      <span>{wordFor[status]}</span>
    </p>
  );
}
