/** An array or an object: what has children. */
export type Container = Record<string, unknown> | unknown[];

export function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

/** Freezes a value and all below it. Keeps its own stack, because the depth is the sender's choice. */
export function freezeDeep<T>(value: T): T {
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (isContainer(next) && !Object.isFrozen(next)) {
      Object.freeze(next);
      for (const child of Object.values(next)) {
        pending.push(child);
      }
    }
  }

  return value;
}
