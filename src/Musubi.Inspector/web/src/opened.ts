import { useSyncExternalStore } from "react";

/** The key of the root that is looked at. It stands in the page's address, so that a reload shows it again and a link to it can be sent. */
export function useOpened(): string | undefined {
  return useSyncExternalStore(subscribe, opened);
}

export function open(key: string | undefined): void {
  location.hash = key === undefined ? "" : encodeURIComponent(key);
}

function opened(): string | undefined {
  try {
    return decodeURIComponent(location.hash.slice(1)) || undefined;
  } catch {
    return undefined;
  }
}

function subscribe(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}
