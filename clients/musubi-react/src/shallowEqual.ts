/** Whether two values are the same, or two plain objects or two lists whose values are. Anything else, such as a `Date` or a `Map`, holds more than its own keys tell. */
export function shallowEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) {
    return true;
  }

  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null || !isPlain(one) || Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) {
    return false;
  }

  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && Object.is((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]))
  );
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}
