import type { MusubiSocketStatus } from "@musubi-orleans/client";

export type Status = "live" | "connecting" | "reconnecting" | "offline";

export const wordFor: Record<Status, string> = {
  live: "Live",
  connecting: "Connecting…",
  reconnecting: "Reconnecting…",
  offline: "Offline",
};

/** How the page fares. It is offline only when the socket is away too: the browser knows of the network, not of a server on this machine. */
export function statusOf(socket: MusubiSocketStatus, online: boolean): Status {
  return socket === "ready" ? "live" : online ? socket : "offline";
}

export function isOnline(): boolean {
  return navigator.onLine;
}

export function onOnlineChange(listener: () => void): () => void {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}
