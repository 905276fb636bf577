interface End {
  /** Why nothing more will come; undefined while something may. */
  readonly error: () => Error | undefined;
  /** Calls the listener when it ends. Returns the function that stops it. */
  readonly subscribe: (listener: () => void) => () => void;
}

const ends = new WeakMap<object, End>();

export function setEnd(store: object, end: End): void {
  ends.set(store, end);
}

/** How a store ends: with its root. Undefined for what is no store of ours. */
export function endOf(store: object): End | undefined {
  return ends.get(store);
}
