import { useEffect, useInsertionEffect, useRef } from "react";
import type { Store } from "./untyped.js";

export function useEvent(store: Store, name: string, handler: (payload: unknown) => void): void {
  // A handler written inline is new in each render, and must not subscribe again.
  const latest = useRef(handler);
  useInsertionEffect(() => {
    latest.current = handler;
  });

  useEffect(() => store.handleEvent(name, (payload) => latest.current(payload)), [store, name]);
}
