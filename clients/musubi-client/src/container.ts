/** An array or an object: what has children. */
export type Container = Record<string, unknown> | unknown[];

export function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

/** An object that is no array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return isContainer(value) && !Array.isArray(value);
}

/** What a node has under a name itself: `constructor` is absent unless the sender gave one. */
export function ownValue(node: object, name: string): unknown {
  return Object.hasOwn(node, name) ? (node as Record<string, unknown>)[name] : undefined;
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
