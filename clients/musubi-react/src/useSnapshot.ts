import { type AsyncResult, nextSnapshot } from "@musubi-orleans/client";
import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { shallowEqual } from "./shallowEqual.js";
import type { Store } from "./untyped.js";

type Select<T> = (snapshot: unknown) => T;
type Equal<T> = (one: T, other: T) => boolean;

/** What a selector gives for a store that is not there: it may give undefined for one that is. */
const absent = Symbol("absent");

const whole: Select<unknown> = (snapshot) => snapshot;

export function useSnapshot<T>(store: Store, select: Select<T> = whole as Select<T>, equal: Equal<T> = shallowOrSame(select)): T {
  const committed = useRef<{ value: T }>(undefined);
  const read = useMemo(() => {
    let last: { snapshot: unknown; value: T } | undefined;
    return (): T => {
      const snapshot = store.snapshot();
      if (last === undefined || last.snapshot !== snapshot) {
        const value = select(snapshot);
        // A selector that is new in each render still gives the object of the render before, when it is equal.
        const known = last ?? committed.current;
        last = { snapshot, value: known !== undefined && equal(known.value, value) ? known.value : value };
      }

      return last.value;
    };
  }, [store, select, equal]);

  const value = useSyncExternalStore(store.subscribe, read, read);
  useEffect(() => {
    committed.current = { value };
  }, [value]);
  return value;
}

export function useSnapshotSuspense<T>(store: Store, select: Select<T> = whole as Select<T>, equal: Equal<T> = shallowOrSame(select)): T {
  const value = useSnapshot<T | typeof absent>(
    store,
    (snapshot) => (snapshot === undefined ? absent : select(snapshot)),
    (one, other) => one === other || (one !== absent && other !== absent && equal(one, other)),
  );
  return value === absent ? suspend(store) : value;
}

export function useAsync<T>(store: Store, select: Select<AsyncResult<T>>): T {
  const result = useSnapshotSuspense(store, select);
  if (result.status === "failed") {
    throw new Error("An async value failed.", { cause: result.error });
  }

  return result.status === "loading" ? suspend(store) : result.data;
}

function shallowOrSame<T>(select: Select<T>): Equal<T> {
  return select === whole ? Object.is : shallowEqual;
}

function suspend(store: Store): never {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- It is how React 18 and 19 alike are told to wait.
  throw nextSnapshot(store as never);
}
