import fc from "fast-check";
import { applyPatch as applyIndependently, compare, type Operation } from "fast-json-patch";
import { describe, expect, it } from "vitest";
import { applyPatch } from "../src/patch.js";

const apply = (document: unknown, ...ops: unknown[]): unknown => applyPatch(document, ops);

describe("applyPatch", () => {
  it.each<[name: string, document: unknown, op: unknown, result: unknown]>([
    ["adds a member", { a: 1 }, { op: "add", path: "/b", value: 2 }, { a: 1, b: 2 }],
    ["adds over a member that is there", { a: 1 }, { op: "add", path: "/a", value: 2 }, { a: 2 }],
    ["adds a null", {}, { op: "add", path: "/a", value: null }, { a: null }],
    ["inserts into a list", [1, 3], { op: "add", path: "/1", value: 2 }, [1, 2, 3]],
    ["inserts at the end by index", [1], { op: "add", path: "/1", value: 2 }, [1, 2]],
    ["inserts at the end by dash", [1], { op: "add", path: "/-", value: 2 }, [1, 2]],
    ["removes a member", { a: 1, b: 2 }, { op: "remove", path: "/a" }, { b: 2 }],
    ["removes an element", [1, 2, 3], { op: "remove", path: "/1" }, [1, 3]],
    ["replaces a member", { a: { b: 1 } }, { op: "replace", path: "/a/b", value: [] }, { a: { b: [] } }],
    ["replaces an element", [1, 2], { op: "replace", path: "/1", value: 3 }, [1, 3]],
    ["replaces the whole document", { a: 1 }, { op: "replace", path: "", value: [1] }, [1]],
    ["starts from no document", undefined, { op: "replace", path: "", value: {} }, {}],
    ["unescapes ~1, then ~0", { "a/b": { "~1": 1 } }, { op: "replace", path: "/a~1b/~01", value: 2 }, { "a/b": { "~1": 2 } }],
    ["takes the empty name as a member", { "": 1 }, { op: "replace", path: "/", value: 2 }, { "": 2 }],
    ["takes digits as a member of an object", { "0": 1 }, { op: "replace", path: "/0", value: 2 }, { "0": 2 }],
  ])("%s", (_, document, op, result) => {
    expect(apply(document, op)).toStrictEqual(result);
  });

  it("applies in order", () => {
    expect(
      apply([], { op: "add", path: "/-", value: {} }, { op: "add", path: "/0/a", value: 1 }, { op: "add", path: "/0", value: 0 }),
    ).toStrictEqual([0, { a: 1 }]);
  });

  it.each<[name: string, document: unknown, op: unknown]>([
    ["an operation that is none", {}, null],
    ["a list as an operation", {}, []],
    ["test, which servers do not send", { a: 1 }, { op: "test", path: "/a", value: 1 }],
    ["a missing value", {}, { op: "add", path: "/a" }],
    ["a missing path", {}, { op: "add", value: 1 }],
    ["a path that does not start with a slash", { a: 1 }, { op: "replace", path: "a", value: 1 }],
    ["a half escape", { "~": 1 }, { op: "replace", path: "/~", value: 1 }],
    ["replacing what is not there", {}, { op: "replace", path: "/a", value: 1 }],
    ["removing what is not there", {}, { op: "remove", path: "/a" }],
    ["removing what only the prototype has", {}, { op: "remove", path: "/toString" }],
    ["going through what is not there", {}, { op: "add", path: "/a/b", value: 1 }],
    ["going through a leaf", { a: "text" }, { op: "add", path: "/a/0", value: 1 }],
    ["going into a document that is a leaf", null, { op: "add", path: "/a", value: 1 }],
    ["an index past the end", [1], { op: "add", path: "/2", value: 1 }],
    ["replacing at the end", [1], { op: "replace", path: "/1", value: 1 }],
    ["removing the dash", [1], { op: "remove", path: "/-" }],
    ["a leading zero", [1, 2], { op: "remove", path: "/01" }],
    ["a sign", [1, 2], { op: "remove", path: "/-1" }],
    ["an exponent", [1, 2], { op: "remove", path: "/1e0" }],
    ["a list's length", [1], { op: "replace", path: "/length", value: 0 }],
  ])("refuses %s", (_, document, op) => {
    expect(() => apply(document, op)).toThrow();
  });

  it.each([undefined, null, "text", { op: "add" }])("refuses %s as a list of operations", (ops) => {
    expect(() => applyPatch({}, ops)).toThrow();
  });

  it("leaves the document as it was, also when a later operation fails", () => {
    const document = { a: { b: 1 }, list: [1, 2] };
    const before = structuredClone(document);
    apply(document, { op: "replace", path: "/a/b", value: 2 }, { op: "remove", path: "/list/0" });
    expect(() => apply(document, { op: "remove", path: "/a" }, { op: "remove", path: "/a" })).toThrow();
    expect(document).toStrictEqual(before);
  });

  it("keeps the identity of all that no operation went through", () => {
    const document = { left: { leaf: { n: 1 }, other: {} }, right: [{ n: 1 }, { n: 2 }] };
    const next = apply(document, { op: "replace", path: "/left/leaf/n", value: 2 }) as typeof document;
    expect(next.right).toBe(document.right);
    expect(next.left.other).toBe(document.left.other);
    expect(next.left).not.toBe(document.left);
    expect(next.left.leaf).not.toBe(document.left.leaf);
  });

  it("keeps the identity of the elements that an insert moves", () => {
    const document = [{ n: 1 }, { n: 2 }];
    const next = apply(document, { op: "add", path: "/0", value: { n: 0 } }) as typeof document;
    expect(next[1]).toBe(document[0]);
    expect(next[2]).toBe(document[1]);
  });

  it("freezes what it returns", () => {
    const first = apply(undefined, { op: "replace", path: "", value: { a: { b: [1] } } }) as any;
    const second = apply(first, { op: "add", path: "/a/c", value: { d: 1 } }) as any;
    for (const part of [first, first.a, first.a.b, second, second.a, second.a.c]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it("goes as deep as the sender likes", () => {
    const depth = 50_000;
    const value = JSON.parse('{"a":'.repeat(depth) + "1" + "}".repeat(depth)) as unknown;
    let leaf = apply(apply(undefined, { op: "add", path: "", value }), { op: "replace", path: "/a".repeat(depth), value: 2 });
    for (let i = 0; i < depth; i++) {
      leaf = (leaf as { a: unknown }).a;
    }

    expect(leaf).toBe(2);
  });

  describe("given names that lead to a prototype", () => {
    it.each([
      { op: "add", path: "/__proto__/polluted", value: true },
      { op: "add", path: "/constructor/prototype/polluted", value: true },
      { op: "add", path: "/list/__proto__/polluted", value: true },
      { op: "add", path: "/list/constructor/prototype/polluted", value: true },
      { op: "replace", path: "/__proto__", value: { polluted: true } },
    ])("finds nothing there: $op $path", (op) => {
      expect(() => apply({ list: [] }, op)).toThrow();
      expect(({} as any).polluted).toBeUndefined();
      expect(([] as any).polluted).toBeUndefined();
    });

    it.each(["__proto__", "constructor", "prototype"])("treats %s as a member like any other", (name) => {
      const added = apply({}, { op: "add", path: `/${name}`, value: { polluted: 1 } }) as any;
      expect(Object.getPrototypeOf(added)).toBe(Object.prototype);
      expect(added.polluted).toBeUndefined();
      expect(JSON.stringify(added)).toBe(`{"${name}":{"polluted":1}}`);

      const changed = apply(added, { op: "replace", path: `/${name}/polluted`, value: 2 });
      expect(JSON.stringify(changed)).toBe(`{"${name}":{"polluted":2}}`);
      expect(apply(changed, { op: "remove", path: `/${name}` })).toStrictEqual({});
      expect(({} as any).polluted).toBeUndefined();
    });

    it("keeps a __proto__ that came inside a value as data", () => {
      const document = apply(undefined, JSON.parse('{"op":"replace","path":"","value":{"a":1,"__proto__":{"polluted":1}}}'));
      const changed = apply(document, { op: "replace", path: "/a", value: 2 }) as any;
      expect(changed.polluted).toBeUndefined();
      expect(JSON.stringify(changed)).toBe('{"a":2,"__proto__":{"polluted":1}}');
    });
  });
});

/** Documents with few names and short lists, so that two of them have much in common. */
const document = fc.letrec((tie) => ({
  leaf: fc.oneof(fc.constant(null), fc.boolean(), fc.integer({ min: 0, max: 3 }), fc.constantFrom("", "x", "~/")),
  value: fc.oneof({ maxDepth: 4 }, tie("leaf"), tie("list"), tie("object")),
  list: fc.array(tie("value"), { maxLength: 5 }),
  object: fc.dictionary(fc.constantFrom("a", "b", "", "0", "a/b", "~", "~1"), tie("value"), { maxKeys: 4, noNullPrototype: true }),
})).value;

describe("beside fast-json-patch", () => {
  it("turns any document into any other by the operations that it finds between them", () => {
    fc.assert(
      fc.property(document, document, (from, to) => {
        // compare() wants containers, so that paths below the root arise.
        const ops = compare({ doc: from } as object, { doc: to } as object);
        expect(applyPatch({ doc: from }, ops)).toStrictEqual({ doc: to });
      }),
      { numRuns: 2_000 },
    );
  });

  // The other way round does not hold: it lets a few misfits pass, such as a member added to a string.
  it("gives the same result for any operations that it applies", () => {
    const token = fc.constantFrom("a", "b", "0", "1", "2", "-", "a~1b", "~0", "");
    const op = fc.record({
      op: fc.constantFrom("add", "remove", "replace"),
      path: fc.array(token, { maxLength: 3 }).map((tokens) => tokens.map((name) => `/${name}`).join("")),
      value: document,
    });
    let applied = 0;
    fc.assert(
      fc.property(document, fc.array(op, { minLength: 1, maxLength: 4 }), (from, ops) => {
        const before = structuredClone(from);
        let result: unknown;
        try {
          result = applyPatch(from, ops);
        } catch {
          return;
        } finally {
          expect(from).toStrictEqual(before);
        }

        applied += 1;
        expect(result).toStrictEqual(applyIndependently(before, structuredClone(ops) as Operation[], true).newDocument);
      }),
      { numRuns: 5_000 },
    );
    expect(applied).toBeGreaterThan(500);
  });
});
