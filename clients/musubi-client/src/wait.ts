import { endOf } from "./ends.js";
import type { StoreModule } from "./types/registry.js";
import type { StoreProxy, StoreSnapshot } from "./types/values.js";

const pending = new WeakMap<object, Promise<void>>();

/**
 * Resolves with the next change of a store's snapshot. It is one promise for all who ask before then, as React's
 * Suspense wants it.
 *
 * @throws {MusubiMountError} when the store's root is unmounted, or refused: no change will come.
 */
export function nextSnapshot<M extends StoreModule<R>, R>(store: StoreProxy<M, R>): Promise<void> {
  const known = pending.get(store);
  if (known !== undefined) {
    return known;
  }

  const end = endOf(store);
  const error = end?.error();
  let settled = false;
  const promise = new Promise<void>((resolve, reject) => {
    // A store may notify within `subscribe`, before there is a way to stop it.
    const stops: (() => void)[] = [];
    const stop = (): void => stops.splice(0).forEach((each) => each());
    const settle = (): void => {
      settled = true;
      stop();
      pending.delete(store);
      const error = end?.error();
      if (error === undefined) {
        resolve();
      } else {
        reject(error);
      }
    };
    if (error !== undefined) {
      settle();
      return;
    }

    stops.push(store.subscribe(settle));
    if (end !== undefined) {
      stops.push(end.subscribe(settle));
    }

    if (settled) {
      stop();
    }
  });
  // Who suspends on it and is thrown away does not await it.
  promise.catch(() => {});
  if (!settled) {
    pending.set(store, promise);
  }

  return promise;
}

/**
 * Waits until there is something: the first value that `select` finds in the store's snapshot, now or after a change.
 * What `select` throws ends the waiting.
 *
 * @param select is given undefined while the store is not there, and returns undefined to go on waiting.
 * @throws {MusubiMountError} when the store's root is unmounted meanwhile.
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
