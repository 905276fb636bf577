import type { MusubiSocketStatus } from "@musubi-orleans/client";

/** How the page fares, in a word that names its look and one for the user. */
export function statusOf(socket: MusubiSocketStatus, reachable: boolean): { readonly name: string; readonly word: string } {
  if (!reachable) {
    return { name: "offline", word: "Offline" };
  }

  switch (socket) {
    case "ready":
    case "resumed":
    case "reloaded":
      return { name: "live", word: "Live" };
    case "connecting":
      return { name: socket, word: "Connecting…" };
    case "refused":
      return { name: "offline", word: "Signed out" };
    case "reconnecting":
      return { name: socket, word: "Reconnecting…" };
  }
}
