import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StreamItems } from "../src/stream.js";

/** The rules of a stream, as plainly as they can be said. */
class NaiveStream {
  #entries: { key: string; item: unknown }[] = [];

  insert(key: string, item: unknown, at: number, limit: number | null): void {
    this.delete(key);
    this.#entries.splice(at === -1 ? this.#entries.length : at, 0, { key, item });
    if (limit !== null) {
      this.#entries = limit < 0 ? this.#entries.slice(limit) : this.#entries.slice(0, limit);
    }
  }

  delete(key: string): void {
    this.#entries = this.#entries.filter((entry) => entry.key !== key);
  }

  reset(): void {
    this.#entries = [];
  }

  get items(): unknown[] {
    return this.#entries.map((entry) => entry.item);
  }
}

describe("a stream's items", () => {
  const streamOf = (...keys: string[]): StreamItems => {
    const items = new StreamItems();
    for (const key of keys) {
      items.insert(key, { id: key }, -1, null);
    }

    return items;
  };
  const keysOf = (items: StreamItems): string => (items.toStream() as { id: string }[]).map(({ id }) => id).join("");

  it.each<[name: string, at: number, keys: string]>([
    ["at -1 go to the end", -1, "abcx"],
    ["at 0 go to the head", 0, "xabc"],
    ["at an index go there", 2, "abxc"],
    ["at an index past the end go to the end", 99, "abcx"],
  ])("%s", (_, at, keys) => {
    const items = streamOf("a", "b", "c");
    items.insert("x", { id: "x" }, at, null);
    expect(keysOf(items)).toBe(keys);
  });

  it.each<[name: string, at: number, keys: string]>([
    ["to the end", -1, "bca"],
    ["to an index counted without it", 1, "bac"],
  ])("move %s when their key comes again, with the newer value", (_, at, keys) => {
    const items = streamOf("a", "b", "c");
    items.insert("a", { id: "a", newer: true }, at, null);
    expect(keysOf(items)).toBe(keys);
    expect(items.toStream()[keys.indexOf("a")]).toEqual({ id: "a", newer: true });
  });

  it.each<[name: string, at: number, limit: number, keys: string]>([
    ["the last ones for a negative limit", -1, -2, "cx"],
    ["the first ones for a positive limit", 0, 2, "xa"],
    ["the first ones though the new one goes", -1, 2, "ab"],
    ["all within the limit", -1, -4, "abcx"],
    ["none for a limit of 0", -1, 0, ""],
  ])("are trimmed to %s", (_, at, limit, keys) => {
    const items = streamOf("a", "b", "c");
    items.insert("x", { id: "x" }, at, limit);
    expect(keysOf(items)).toBe(keys);
  });

  it("keep their array until they change, and each item its identity", () => {
    const items = streamOf("a", "b");
    const before = items.toStream();
    items.delete("unknown");
    expect(items.toStream()).toBe(before);

    items.insert("c", { id: "c" }, 0, null);
    const after = items.toStream();
    expect(before).toEqual([{ id: "a" }, { id: "b" }]);
    expect(after[1]).toBe(before[0]);
    expect([after, after[0]].every(Object.isFrozen)).toBe(true);
  });

  it("take a batch in a long stream in far less time than its length each", () => {
    const items = new StreamItems();
    const length = 100_000;
    const started = performance.now();
    for (let i = 0; i < length; i++) {
      items.insert(`${i}`, i, i % 2 === 0 ? 0 : i >> 1, null);
    }

    // Moving what is behind each insert, one by one, would be some billions of steps.
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(items.toStream()).toHaveLength(length);
  });

  it("are those of a naive list after any operations", () => {
    const key = fc.integer({ min: 0, max: 1_500 }).map(String);
    const limit = fc.oneof({ weight: 30, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.integer({ min: -1_200, max: 1_200 }) });
    const at = fc.oneof(fc.constantFrom(-1, 0), fc.integer({ min: 0, max: 1_500 }));
    const op = fc.oneof(
      { weight: 300, arbitrary: fc.tuple(fc.constant("insert" as const), key, fc.nat(), at, limit) },
      { weight: 100, arbitrary: fc.tuple(fc.constant("delete" as const), key) },
      { weight: 1, arbitrary: fc.tuple(fc.constant("reset" as const)) },
    );
    fc.assert(
      fc.property(fc.array(op, { maxLength: 400, size: "max" }), fc.nat({ max: 1_400 }), (ops, seeds) => {
        // Seeds enough for several blocks, so that they split, empty and go.
        const items = streamOf();
        const naive = new NaiveStream();
        for (let i = 0; i < seeds; i++) {
          items.insert(`${i}`, i, -1, null);
          naive.insert(`${i}`, i, -1, null);
        }

        for (const entry of ops) {
          if (entry[0] === "insert") {
            items.insert(entry[1], entry[2], entry[3], entry[4]);
            naive.insert(entry[1], entry[2], entry[3], entry[4]);
          } else if (entry[0] === "delete") {
            items.delete(entry[1]);
            naive.delete(entry[1]);
          } else {
            items.reset();
            naive.reset();
          }
        }

        expect(items.toStream()).toEqual(naive.items);
      }),
    );
  });
});
