import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Replica } from "../src/replica.js";
import { Uploads } from "../src/uploads/uploads.js";

type Node = { kind: "leaf" } | { kind: "list" | "object" | "store" | "async"; children: Node[] };

interface Leaf {
  readonly pointer: string;
  /** The names that lead to it in a snapshot. */
  readonly path: readonly string[];
}

const { node } = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constant<Node>({ kind: "leaf" }),
    fc.record({ kind: fc.constantFrom("list" as const, "object" as const, "store" as const, "async" as const), children: fc.array(tie("node"), { minLength: 1, maxLength: 4 }) }),
  ),
}));

/** A root's document with such nodes in it, and its leaves. */
function documentOf(children: Node[]): { document: object; leaves: Leaf[] } {
  const leaves: Leaf[] = [];
  const toWire = (from: Node, pointer: string, path: readonly string[], storeId: readonly string[]): unknown => {
    if (from.kind === "leaf") {
      leaves.push({ pointer, path });
      return `leaf ${leaves.length}`;
    }

    const own = from.kind === "store" ? [...storeId, pointer] : storeId;
    const below = (prefix: string, to: readonly string[], name = ""): unknown[] =>
      from.children.map((child, index) => toWire(child, `${prefix}/${name}${index}`, [...to, `${name}${index}`], own));
    const named = (): object => Object.fromEntries(below(pointer, path, "field").map((value, index) => [`field${index}`, value]));
    switch (from.kind) {
      case "list":
        return below(pointer, path);
      case "object":
        return named();
      case "store":
        return { __musubi_store_id__: own, log: { __musubi_stream__: "log" }, photo: { __musubi_upload__: "photo" }, ...named() };
      case "async":
        return { __musubi_async__: true, status: "ok", result: below(`${pointer}/result`, [...path, "data"]), reason: null };
    }
  };
  return { document: { __musubi_store_id__: [], fields: toWire({ kind: "object", children }, "/fields", ["fields"], []) }, leaves };
}

/** Every container in a snapshot, by the names that lead to it. Streams and uploads are looked at as they are. */
function containersIn(snapshot: unknown, path: readonly string[] = []): Map<string, object> {
  const found = new Map<string, object>();
  if (typeof snapshot === "object" && snapshot !== null) {
    found.set(JSON.stringify(path), snapshot);
    for (const [name, value] of Object.entries(snapshot)) {
      for (const [key, container] of containersIn(value, [...path, name])) {
        found.set(key, container);
      }
    }
  }

  return found;
}

describe("a change in one leaf", () => {
  it("makes new what is around it, and keeps every other reference", () => {
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 5 }), fc.nat(), (children, choice) => {
        const { document, leaves } = documentOf(children);
        fc.pre(leaves.length > 0);
        const { pointer, path } = leaves[choice % leaves.length]!;
        const uploads = new Uploads({ socket: {} as never, uploaders: {}, status: { subscribe: () => () => {} }, ask: () => Promise.reject(new Error("not asked")), changed: () => {}, failed: () => {} });
        const replica = new Replica(uploads, () => ({}));
        const apply = (base_version: number, ops: unknown[]): unknown =>
          replica.apply({ base_version, version: base_version + 1, ops, stream_ops: [], upload_ops: [], events: [] })[0]!.shown;

        const before = containersIn(apply(0, [{ op: "replace", path: "", value: document }]));
        const changed = containersIn(apply(1, [{ op: "replace", path: pointer, value: "another" }]));
        const around = new Set(path.map((_, length) => JSON.stringify(path.slice(0, length))));
        expect([...changed.keys()]).toEqual([...before.keys()]);
        for (const [key, container] of changed) {
          expect(container === before.get(key), key).toBe(!around.has(key));
        }

        // Sent again as a whole, as after a reconnect, it shares just as much.
        const { document: again } = documentOf(children);
        const resent = containersIn(apply(0, [{ op: "replace", path: "", value: again }]));
        for (const [key, container] of resent) {
          expect(container === changed.get(key), key).toBe(!around.has(key));
        }
      }),
      { numRuns: 300 },
    );
  });
});
