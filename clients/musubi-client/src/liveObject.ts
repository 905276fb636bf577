/**
 * An object that shows what its fields are at the time they are read, under what is its own. It cannot be written to.
 */
export function liveObject(own: Readonly<Record<string, unknown>>, fields: () => object | undefined): object {
  const holder = (name: PropertyKey): Record<PropertyKey, unknown> | undefined =>
    [own, fields()].find((candidate) => candidate !== undefined && Object.hasOwn(candidate, name)) as Record<PropertyKey, unknown> | undefined;
  const refuse = (): boolean => false;

  return new Proxy(
    {},
    {
      get: (_, name) => holder(name)?.[name],
      has: (_, name) => holder(name) !== undefined,
      ownKeys: () => [...new Set([...Object.keys(own), ...Object.keys(fields() ?? {})])],
      // Configurable, because a proxy must not claim of a field that it stays.
      getOwnPropertyDescriptor: (_, name) => {
        const found = holder(name);
        return found && { value: found[name], enumerable: true, configurable: true, writable: false };
      },
      // In a module, which is strict, what is refused throws a TypeError.
      set: refuse,
      defineProperty: refuse,
      deleteProperty: refuse,
      preventExtensions: refuse,
    },
  );
}
