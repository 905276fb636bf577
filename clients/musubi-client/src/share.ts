import { type Container, isContainer } from "./container.js";

/** How deep is looked: what lies deeper is taken as new, so that the sender does not choose how far a stack grows. */
const maxDepth = 100;

/**
 * The new value, with all that is equal to the old one taken from it, so that `===` tells what changed although all of
 * it was sent again. Both are frozen, as is the result.
 */
export function share(old: unknown, fresh: unknown, depth = maxDepth): unknown {
  if (old === fresh || depth === 0 || !isContainer(old) || !isContainer(fresh) || Array.isArray(old) !== Array.isArray(fresh)) {
    return fresh;
  }

  const before = old as Record<string, unknown>;
  const after = fresh as Record<string, unknown>;
  const keys = Object.keys(after);
  const values = keys.map((key) => (Object.hasOwn(before, key) ? share(before[key], after[key], depth - 1) : after[key]));
  if (keys.length === Object.keys(before).length && keys.every((key, index) => Object.hasOwn(before, key) && before[key] === values[index])) {
    return old;
  }

  return remade(fresh, keys, values);
}

/** A frozen container of the kind of another one, with these keys and values. */
export function remade(like: Container, keys: readonly string[], values: unknown[]): Container {
  // fromEntries defines properties instead of assigning them, so that a __proto__ stays data.
  const made: Container = Array.isArray(like) ? values : Object.fromEntries(keys.map((key, index) => [key, values[index]]));
  return Object.freeze(made) as Container;
}
