import { useSyncExternalStore } from "react";
import { linkToPoll } from "./links.js";

/** What the address asks for: a poll, or the dashboard. */
export interface Route {
  readonly path: string;
  readonly pollId: string | undefined;
}

const pollPath = /^#\/polls\/([^/]+)$/;

/** The address, now and whenever it changes. */
export function useRoute(): Route {
  const path = useSyncExternalStore(onNavigation, () => location.hash);
  return { path, pollId: pollPath.exec(path)?.[1] };
}

export function goToPoll(pollId: string): void {
  location.hash = linkToPoll(pollId);
}

function onNavigation(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}
