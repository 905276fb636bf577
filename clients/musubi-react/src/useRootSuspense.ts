import { storeCacheKey } from "@musubi-orleans/client";
import { useEffect, useReducer, useRef } from "react";
import { type Connection, type Mounted, type RootOptions, type Store, toError } from "./untyped.js";
import { mountOptions } from "./useRoot.js";

/** How long a root waits for a render that uses it to be committed: React may throw a suspended one away, and tells nobody. */
const orphanMs = 30_000;
/** How long a refusal stands, so that the error boundary meets it; a later render tries again. */
const errorMs = 1_000;

const roots = new WeakMap<Connection, Map<string, SuspendedRoot>>();

/** A root that a render asked for. It outlives the render, which React repeats when the root is there. */
class SuspendedRoot {
  readonly promise: Promise<void>;
  mounted: Mounted | undefined;
  error: Error | undefined;
  unmountOnCleanup = true;
  readonly key: string;
  readonly #drop: () => void;
  readonly #held = new AbortController();
  readonly #ended = new Set<() => void>();
  #holders = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(connection: Connection, options: RootOptions, drop: () => void) {
    this.key = storeCacheKey(options);
    this.#drop = drop;
    this.promise = connection.mountStore({ ...mountOptions(options), signal: this.#held.signal }).then(
      (mounted) => {
        this.mounted = mounted;
        this.#endAfter(orphanMs);
        void mounted.ended.then((error) => this.#onEnded(error));
      },
      (cause: unknown) => {
        this.error = toError(cause);
        this.#endAfter(errorMs);
      },
    );
  }

  hold(): () => void {
    clearTimeout(this.#timer);
    this.#holders += 1;
    return () => {
      this.#holders -= 1;
      if (this.#holders === 0) {
        // Not at once: StrictMode runs each effect twice, and the next page may use the same root.
        this.#endAfter(0);
      }
    };
  }

  /** Calls the listener when the server lets the root in no more. */
  readonly onEnded = (listener: () => void): (() => void) => {
    this.#ended.add(listener);
    return () => void this.#ended.delete(listener);
  };

  /** Makes way for the same root with other params, of which a socket has one. */
  retire(): void {
    this.#drop();
    this.#held.abort();
  }

  #onEnded(error: Error): void {
    if (!this.#held.signal.aborted && this.#holders > 0) {
      this.error = error;
      this.#ended.forEach((listener) => listener());
    }
  }

  #endAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#holders === 0) {
        this.#drop();
        if (this.unmountOnCleanup) {
          this.#held.abort();
        }
      }
    }, ms);
  }
}

export function useRootSuspense(connection: Connection, options: RootOptions): Store {
  const { unmountOnCleanup = true } = options;
  const shown = useRef<{ readonly of: string; readonly root: SuspendedRoot }>(undefined);
  const of = `${options.module}:${options.id}`;
  // What this component showed before, if it was the same root: with other params now, it must go before the new one can come.
  const root = rootFor(connection, options, shown.current?.of === of ? shown.current.root : undefined);
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    shown.current = { of, root };
    root.unmountOnCleanup = unmountOnCleanup;
    const stop = root.onEnded(again);
    const release = root.hold();
    return () => {
      stop();
      release();
    };
  }, [root, of, unmountOnCleanup]);

  if (root.error !== undefined) {
    throw root.error;
  }

  if (root.mounted === undefined) {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- It is how React 18 and 19 alike are told to wait.
    throw root.promise;
  }

  return root.mounted.store;
}

function rootFor(connection: Connection, options: RootOptions, before: SuspendedRoot | undefined): SuspendedRoot {
  const key = storeCacheKey(options);
  let ofConnection = roots.get(connection);
  if (ofConnection === undefined) {
    roots.set(connection, (ofConnection = new Map<string, SuspendedRoot>()));
  }

  let root = ofConnection.get(key);
  if (root === undefined) {
    if (before !== undefined && before.key !== key) {
      before.retire();
    }

    ofConnection.set(key, (root = new SuspendedRoot(connection, options, () => ofConnection.delete(key))));
  }

  return root;
}
