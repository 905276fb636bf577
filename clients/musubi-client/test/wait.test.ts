import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect, keyOf, nextSnapshot, type StoreProxy, waitFor } from "../src/index.js";
import { FakeServer } from "./fakeServer.js";

interface Stores {
  Cart: Musubi.StoreDef<"Cart", { count: number; line: Musubi.StoreField<"Line"> | null }, {}>;
  Line: Musubi.StoreDef<"Line", { label: string }, {}>;
}

describe("waiting for a store", () => {
  let server: FakeServer;
  let store: StoreProxy<"Cart", Stores>;

  beforeEach(async () => {
    vi.useFakeTimers();
    server = new FakeServer();
    const mounting = (await connect<Stores>(server.socket)).mountStore({ module: "Cart", id: "1" });
    await vi.advanceTimersByTimeAsync(0);
    server.mount({ __musubi_store_id__: [], count: 1, line: { __musubi_store_id__: ["line"], label: "tea" } });
    ({ store } = await mounting);
  });
  afterEach(() => void vi.useRealTimers());

  it("is one promise until the next change", async () => {
    const next = nextSnapshot(store);
    expect(nextSnapshot(store)).toBe(next);
    server.patch(1, [{ op: "replace", path: "/count", value: 2 }]);
    await next;
    expect(nextSnapshot(store)).not.toBe(next);
  });

  it("gives at once what is there", async () => {
    await expect(waitFor(store, (snapshot) => snapshot?.count)).resolves.toBe(1);
  });

  it("gives the first value that a change brings, falsy ones too", async () => {
    const zero = waitFor(store, (snapshot) => (snapshot!.count === 0 ? snapshot!.count : undefined));
    server.patch(1, [{ op: "replace", path: "/count", value: 2 }]);
    await vi.advanceTimersByTimeAsync(0);
    server.patch(2, [{ op: "replace", path: "/count", value: 0 }]);
    await expect(zero).resolves.toBe(0);
  });

  it("waits for a store that is away", async () => {
    const line = store.line!;
    server.patch(1, [{ op: "replace", path: "/line", value: null }]);
    const label = waitFor(line, (snapshot) => snapshot?.label);
    server.patch(2, [{ op: "replace", path: "/line", value: { __musubi_store_id__: ["line"], label: "jam" } }]);
    await expect(label).resolves.toBe("jam");
  });

  it("ends with what the selector throws", async () => {
    const failed = waitFor(store, ({ count } = { count: 0 } as never) => {
      if (count > 1) {
        throw new Error("too many");
      }

      return undefined;
    });
    server.patch(1, [{ op: "replace", path: "/count", value: 2 }]);
    await expect(failed).rejects.toThrow("too many");
  });

  it("has keys that tell stores apart", () => {
    expect(keyOf(store.line!)).not.toBe(keyOf(store));
    expect(keyOf(store.line!)).toBe(keyOf(store.snapshot()!.line!));
  });
});
