import { describe, expect, it } from "vitest";
import { Replica } from "../src/replica.js";
import type { SocketLike } from "../src/socket.js";
import { Uploads } from "../src/uploads/uploads.js";

const marker = (stream: string) => ({ __musubi_stream__: stream });
const store = (id: string[], state: object) => ({ __musubi_store_id__: id, ...state });
const insert = (storeId: string[], stream: string, id: string, at = -1) => ({
  op: "insert",
  stream,
  ref: "0",
  store_id: storeId,
  item_key: `item-${id}`,
  at,
  item: { id },
  limit: null,
});

/** Applies one envelope after another; each test looks at what is shown after. */
function replicaOf(state: object, ...streamOps: unknown[]) {
  const uploads = new Uploads({ socket: {} as SocketLike, uploaders: {}, status: { subscribe: () => () => {} }, ask: () => Promise.reject(new Error("unused")), changed: () => {}, failed: () => {} });
  const replica = new Replica(uploads, ({ id }) => ({ proxyOf: id }));
  let version = 0;
  const apply = (ops: unknown, stream_ops: unknown = []): any =>
    replica.apply({ base_version: version, version: (version += 1), ops, stream_ops, upload_ops: [], events: [] })[0]?.shown;
  return { first: apply([{ op: "replace", path: "", value: state }], streamOps), apply };
}

describe("a replica", () => {
  it("shows a stream's items in the place of its marker", () => {
    const { first, apply } = replicaOf(store([], { title: "chat", items: marker("items") }));
    expect(first).toEqual(store([], { title: "chat", items: [] }));

    const next = apply([], [insert([], "items", "1"), insert([], "items", "2", 0)]);
    expect(next).toEqual(store([], { title: "chat", items: [{ id: "2" }, { id: "1" }] }));
    expect([next, next.items, next.items[0]].every(Object.isFrozen)).toBe(true);
  });

  it("keeps streams of one name apart by their stores, at any depth", () => {
    const { first } = replicaOf(
      store([], { items: marker("items"), panes: [{ left: store(["l"], { box: { items: marker("items") } }) }], right: store(["r"], { items: marker("items") }) }),
      insert([], "items", "1"),
      insert(["l"], "items", "2"),
      insert(["r"], "items", "3"),
    );
    expect(first.items).toEqual([{ id: "1" }]);
    expect(first.panes[0].left.box.items).toEqual([{ id: "2" }]);
    expect(first.right.items).toEqual([{ id: "3" }]);
  });

  it("shows a stream inside an async value as its result", () => {
    const value = { __musubi_async__: true, status: "ok", result: marker("items"), reason: null };
    const { first, apply } = replicaOf(store([], { feed: value, count: 1 }), insert([], "items", "1"));
    expect(first.feed).toEqual({ status: "ok", data: [{ id: "1" }], error: null });
    const next = apply([{ op: "replace", path: "/count", value: 2 }]);
    expect(next.feed).toBe(first.feed);
    const failed = apply([{ op: "replace", path: "/feed/status", value: "failed" }, { op: "replace", path: "/feed/reason", value: { kind: "exit", value: "timeout" } }]);
    expect(failed.feed).toEqual({ status: "failed", data: [{ id: "1" }], error: { kind: "exit", value: "timeout" } });
    expect(failed.feed.data).toBe(first.feed.data);
  });

  it("lets a value be that only looks like an async one", () => {
    const value = { __musubi_async__: false, status: "ok", result: 1 };
    expect(replicaOf(store([], { value })).first.value).toEqual(value);
  });

  it("starts a stream whose store comes in the same envelope", () => {
    const { apply } = replicaOf(store([], { panel: null }));
    const next = apply([{ op: "replace", path: "/panel", value: store(["panel"], { items: marker("items") }) }], [insert(["panel"], "items", "1")]);
    expect(next.panel.items).toEqual([{ id: "1" }]);
  });

  it("drops a store's streams with the store", () => {
    const panel = store(["panel"], { items: marker("items") });
    const { apply } = replicaOf(store([], { panel, rest: 1 }), insert(["panel"], "items", "1"));
    apply([{ op: "replace", path: "/panel", value: null }]);
    expect(apply([{ op: "replace", path: "/panel", value: panel }]).panel.items).toEqual([]);
  });

  it("keeps a stream's items while its marker is away and its store is not", () => {
    const { apply } = replicaOf(store([], { feed: { result: marker("items") } }), insert([], "items", "1"));
    expect(apply([{ op: "replace", path: "/feed/result", value: null }]).feed.result).toBeNull();
    expect(apply([{ op: "replace", path: "/feed/result", value: marker("items") }]).feed.result).toEqual([{ id: "1" }]);
  });

  it("follows a store that moves in its list", () => {
    const line = (id: string) => store(["lines", id], { box: { items: marker("items") } });
    const { apply } = replicaOf(store([], { lines: [line("a"), line("b")] }), insert(["lines", "a"], "items", "1"), insert(["lines", "b"], "items", "2"));
    const removed = apply([{ op: "remove", path: "/lines/0" }]);
    expect(removed.lines).toEqual([store(["lines", "b"], { box: { items: [{ id: "2" }] } })]);

    // As a server does that compares lists by index: the object stays, and is another store now.
    const renamed = apply(
      [{ op: "replace", path: "/lines/0/__musubi_store_id__/1", value: "c" }],
      [insert(["lines", "c"], "items", "3")],
    );
    expect(renamed.lines[0].box.items).toEqual([{ id: "3" }]);
  });

  describe("by ===, tells", () => {
    const state = store([], {
      count: 1,
      left: store(["l"], { items: marker("items"), other: marker("other"), rows: [{ n: 1 }] }),
      right: store(["r"], { items: marker("items"), rows: [{ n: 1 }] }),
    });
    const start = () => replicaOf(state, insert(["l"], "items", "1"), insert(["l"], "other", "2"), insert(["r"], "items", "3"));

    it("that a stream changed, and all around it", () => {
      const { first, apply } = start();
      const next = apply([], [insert(["l"], "items", "4")]);
      expect(next).not.toBe(first);
      expect(next.left).not.toBe(first.left);
      expect(next.left.items).not.toBe(first.left.items);
      expect(next.left.items[0]).toBe(first.left.items[0]);
      expect(next.left.other).toBe(first.left.other);
      expect(next.left.rows).toBe(first.left.rows);
      expect(next.right).toBe(first.right);
    });

    it("that a patch changed something else", () => {
      const { first, apply } = start();
      const next = apply([{ op: "replace", path: "/right/rows/0/n", value: 2 }]);
      expect(next.right.rows).toEqual([{ n: 2 }]);
      expect(next.right.items).toBe(first.right.items);
      expect(next.left).toBe(first.left);
    });

    it("that nothing changed", () => {
      const { first, apply } = start();
      expect(apply([])).toBe(first);
      expect(apply([], [{ op: "delete", stream: "items", ref: "0", store_id: ["l"], item_key: "unknown" }])).toBe(first);
    });

    it("that a subtree without streams is the server's own", () => {
      const { first, apply } = start();
      expect(apply([], [insert(["l"], "items", "4")]).left.rows).toBe(first.left.rows);
    });
  });

  it("shows names that lead to a prototype as data", () => {
    const { first } = replicaOf(store([], { box: JSON.parse('{"__proto__":{"items":{"__musubi_stream__":"items"}}}') as object }), insert([], "items", "1"));
    expect(JSON.stringify(first.box)).toBe('{"__proto__":{"items":[{"id":"1"}]}}');
    expect(Object.getPrototypeOf(first.box)).toBe(Object.prototype);
  });

  it("goes as deep as the sender likes", () => {
    const depth = 50_000;
    const deep = JSON.parse('{"a":'.repeat(depth) + '{"__musubi_stream__":"items"}' + "}".repeat(depth)) as object;
    let shown = replicaOf(store([], { deep }), insert([], "items", "1")).first.deep;
    for (let i = 0; i < depth; i++) {
      shown = shown.a;
    }

    expect(shown).toEqual([{ id: "1" }]);
  });

  it.each<[name: string, ops: unknown]>([
    ["no list", null],
    ["no operation", [null]],
    ["an unknown operation", [{ ...insert([], "items", "1"), op: "upsert" }]],
    ["no store", [{ ...insert([], "items", "1"), store_id: undefined }]],
    ["no stream", [{ ...insert([], "items", "1"), stream: 1 }]],
    ["no key", [{ ...insert([], "items", "1"), item_key: null }]],
    ["no index", [{ ...insert([], "items", "1"), at: null }]],
    ["an index below -1", [insert([], "items", "1", -2)]],
    ["a limit that is no number", [{ ...insert([], "items", "1"), limit: "2" }]],
    ["no item", [{ ...insert([], "items", "1"), item: undefined }]],
  ])("refuses stream operations with %s", (_, ops) => {
    const { apply } = replicaOf(store([], { items: marker("items") }));
    expect(() => apply([], ops)).toThrow();
  });
});
