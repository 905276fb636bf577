import { getOrInsert } from "./getOrInsert.js";
import type { StoreModule } from "./types/registry.js";
import type { StoreProxy, StoreSnapshot } from "./types/values.js";

const pending = new WeakMap<object, Promise<void>>();

/**
 * Resolves with the next change of a store's snapshot. It is one promise for all who ask before then, as React's
 * Suspense wants it.
 */
export function nextSnapshot<M extends StoreModule<R>, R>(store: StoreProxy<M, R>): Promise<void> {
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      const stop = store.subscribe(() => {
        stop();
        pending.delete(store);
        resolve();
      });
    });
  return getOrInsert(pending, store, next);
}

/**
 * Waits until there is something: the first value that `select` finds in the store's snapshot, now or after a change.
 * What `select` throws ends the waiting.
 *
 * @param select is given undefined while the store is not there, and returns undefined to go on waiting.
 */
export async function waitFor<M extends StoreModule<R>, R, T>(
  store: StoreProxy<M, R>,
  select: (snapshot: StoreSnapshot<M, R> | undefined) => T | undefined,
): Promise<T> {
  for (;;) {
    const value = select(store.snapshot());
    if (value !== undefined) {
      return value;
    }

    await nextSnapshot(store);
  }
}
