import { type ReactNode, useSyncExternalStore } from "react";
import { network } from "../connection/connection.js";
import { statusOf } from "../connection/status.js";
import { useMusubiSocketStatus } from "../stores.js";

/** A dot and a word. */
export function ConnectionStatus(): ReactNode {
  const { name, word } = statusOf(useMusubiSocketStatus(), useSyncExternalStore(network.subscribe, network.isReachable));
  return (
    <p className="status" role="status" data-state={name}>
      <i />
      <span>{word}</span>
    </p>
  );
}
