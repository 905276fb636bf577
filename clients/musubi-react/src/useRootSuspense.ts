import { storeCacheKey } from "@musubi-orleans/client";
import { useEffect } from "react";
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
  readonly #drop: () => void;
  #holders = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(connection: Connection, options: RootOptions, drop: () => void) {
    this.#drop = drop;
    this.promise = connection.mountStore(mountOptions(options)).then(
      (mounted) => {
        this.mounted = mounted;
        this.#endAfter(orphanMs);
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

  #endAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#holders === 0) {
        this.#drop();
        if (this.unmountOnCleanup) {
          void this.mounted?.unmount();
        }
      }
    }, ms);
  }
}

export function useRootSuspense(connection: Connection, options: RootOptions): Store {
  const { unmountOnCleanup = true } = options;
  const root = rootFor(connection, options);
  useEffect(() => {
    root.unmountOnCleanup = unmountOnCleanup;
    return root.hold();
  }, [root, unmountOnCleanup]);

  if (root.error !== undefined) {
    throw root.error;
  }

  if (root.mounted === undefined) {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- It is how React 18 and 19 alike are told to wait.
    throw root.promise;
  }

  return root.mounted.store;
}

function rootFor(connection: Connection, options: RootOptions): SuspendedRoot {
  const key = storeCacheKey(options);
  let ofConnection = roots.get(connection);
  if (ofConnection === undefined) {
    roots.set(connection, (ofConnection = new Map<string, SuspendedRoot>()));
  }

  let root = ofConnection.get(key);
  if (root === undefined) {
    ofConnection.set(key, (root = new SuspendedRoot(connection, options, () => ofConnection.delete(key))));
  }

  return root;
}
