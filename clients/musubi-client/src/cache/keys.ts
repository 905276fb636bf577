/** JSON of a value in which the order of an object's keys makes no difference. */
export function canonicalStringify(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === "object" && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
        : part,
    ) ?? "null"
  );
}

/** What a root's state is kept under. */
export function storeCacheKey({ module, id, params }: { module: string; id: string; params?: object | undefined }): string {
  return `${storeCacheKeyStart({ module, id })}${canonicalStringify(params ?? null)}`;
}

/** What the keys of a root begin with, whatever its params. */
export function storeCacheKeyStart({ module, id }: { module: string; id: string }): string {
  return `${id}|${module}|`;
}
