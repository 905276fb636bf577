import { storeCacheKey } from "@musubi-orleans/client";
import { startTransition, useDeferredValue, useEffect, useLayoutEffect, useReducer, useRef } from "react";
import { type Connection, type Mounted, type RootOptions, type Store, toError } from "./untyped.js";
import { mountOptions } from "./useRoot.js";

/** How long a root waits for a render that uses it to be committed: React may throw a suspended one away, and tells nobody. */
const orphanMs = 30_000;
/** How long a refusal stands, so that the error boundary meets it; a later render tries again. */
const errorMs = 1_000;

/** How often in a row roots with other params take each other's place before any is shown: two components that want one root with different params would go on for ever. */
const maxTurns = 10;

const roots = new WeakMap<Connection, SuspendedRoots>();

/** A root that a render asked for. It outlives the render, which React repeats when the root is there. */
class SuspendedRoot {
  readonly promise: Promise<void>;
  mounted: Mounted | undefined;
  error: Error | undefined;
  unmountOnCleanup = true;
  readonly name: string;
  readonly #drop: () => void;
  readonly #held = new AbortController();
  readonly #ended = new Set<() => void>();
  #holders = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param turns how many in a row made way for the next before any was shown. */
  constructor(
    connection: Connection,
    options: RootOptions,
    drop: () => void,
    public turns: number,
  ) {
    this.name = nameOf(options);
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

  get isHeld(): boolean {
    return this.#holders > 0;
  }

  hold(): () => void {
    clearTimeout(this.#timer);
    this.#holders += 1;
    this.turns = 0;
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

/** The roots of one connection that renders asked for, by module, id and params. */
class SuspendedRoots {
  readonly #connection: Connection;
  readonly #roots = new Map<string, SuspendedRoot>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  find(options: RootOptions): SuspendedRoot | undefined {
    return this.#roots.get(storeCacheKey(options));
  }

  /** The root, which is mounted now if it was not. Those with other params make way that are on no page, such as one whose params changed before it was there. */
  get(options: RootOptions): SuspendedRoot {
    const known = this.find(options);
    if (known !== undefined) {
      return known;
    }

    let turns = 0;
    for (const other of [...this.#roots.values()]) {
      if (other.name === nameOf(options) && !other.isHeld && other.turns < maxTurns) {
        turns = other.turns + 1;
        other.retire();
      }
    }

    const key = storeCacheKey(options);
    const drop = (): void => {
      if (this.#roots.get(key) === root) {
        this.#roots.delete(key);
      }
    };
    const root = new SuspendedRoot(this.#connection, options, drop, turns);
    this.#roots.set(key, root);
    return root;
  }
}

export function useRootSuspense(connection: Connection, options: RootOptions): Store {
  const { unmountOnCleanup = true } = options;
  const all = rootsOf(connection);
  const shown = useRef<{ readonly all: SuspendedRoots; readonly root: SuspendedRoot }>(undefined);
  const before = shown.current?.all === all && shown.current.root.name === nameOf(options) ? shown.current.root : undefined;
  // A socket has one root of a module and id. With other params now, the one that is on the page must go before the new one can come. A render may be thrown
  // away, and the page that stays needs its root: so this one still shows it, and lets go of it when it is committed.
  const next = all.find(options) ?? before ?? all.get(options);
  const isPassing = next === before && all.find(options) !== next;
  const key = storeCacheKey(options);
  // The deferred value lags behind in an urgent render only, which shows the fallback; in a transition the page stays.
  const isUrgent = useDeferredValue(key) !== key;
  const latest = useRef(options);
  const [, again] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => {
    latest.current = options;
  });

  // Before the browser paints, so that nobody sees the state of other params.
  useLayoutEffect(() => {
    if (isPassing) {
      if (all.find(latest.current) === undefined) {
        next.retire();
        all.get(latest.current);
      }

      if (isUrgent) {
        again();
      } else {
        startTransition(again);
      }
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- Once for each change: whether it was urgent is told by the first render alone.
  }, [all, next, isPassing, key]);

  useEffect(() => {
    shown.current = { all, root: next };
    next.unmountOnCleanup = unmountOnCleanup;
    const stop = next.onEnded(again);
    const release = next.hold();
    return () => {
      stop();
      release();
    };
  }, [all, next, unmountOnCleanup]);

  if (next.error !== undefined) {
    throw next.error;
  }

  if (next.mounted === undefined) {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- It is how React 18 and 19 alike are told to wait.
    throw next.promise;
  }

  return next.mounted.store;
}

function rootsOf(connection: Connection): SuspendedRoots {
  let all = roots.get(connection);
  if (all === undefined) {
    roots.set(connection, (all = new SuspendedRoots(connection)));
  }

  return all;
}

function nameOf({ module, id }: RootOptions): string {
  return `${module}:${id}`;
}
