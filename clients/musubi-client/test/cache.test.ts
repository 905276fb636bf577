import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type CacheOptions,
  canonicalStringify,
  connect,
  createMemoryPersister,
  createStorageCachePersister,
  type MountedStore,
  type MusubiCachePersister,
  type MusubiConnection,
  storeCacheKey,
} from "../src/index.js";
import { FakeServer } from "./fakeServer.js";

interface Stores {
  Cart: Musubi.StoreDef<
    "Cart",
    { count: number; line: Musubi.StoreField<"Line">; log: Musubi.StreamField<{ id: string }>; total: Musubi.AsyncField<number>; photo: Musubi.UploadField },
    { checkout: { payload: {}; reply: { ok: boolean } } }
  >;
  Line: Musubi.StoreDef<"Line", { label: string }, {}>;
}

const state = (count: number) => ({
  __musubi_store_id__: [],
  count,
  line: { __musubi_store_id__: ["line"], label: "tea" },
  log: { __musubi_stream__: "log" },
  total: { __musubi_async__: true, status: "ok", result: 3, reason: null },
  photo: { __musubi_upload__: "photo" },
});
const key = "1|Cart|null";

describe("a cached mount", () => {
  let server: FakeServer;
  let connection: MusubiConnection<Stores>;

  const run = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
  const mount = (cache: CacheOptions = {}): Promise<MountedStore<"Cart", Stores>> => connection.mountStore({ module: "Cart", id: "1", cache });
  const send = (count: number): void => {
    server.reply(server.last("phx_join"), { root_id: "Cart:1" });
    server.push({
      base_version: 0,
      ops: [{ op: "replace", path: "", value: state(count) }],
      stream_ops: [{ op: "insert", stream: "log", ref: "0", store_id: [], item_key: "a", at: -1, item: { id: "a" }, limit: null }],
    });
  };

  /** Mounts, lets the server answer, and lets go. */
  const visit = async (cache: CacheOptions = {}, count = 1): Promise<void> => {
    const mounting = mount(cache);
    await run();
    send(count);
    const { unmount } = await mounting;
    await Promise.all([unmount(), run()]);
  };

  beforeEach(async () => {
    vi.useFakeTimers();
    server = new FakeServer();
    connection = await connect<Stores>(server.socket);
    await run();
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it("waits for the server when nothing is kept", async () => {
    const mounting = mount();
    const done = vi.fn();
    void mounting.then(done);
    await run();
    expect(done).not.toHaveBeenCalled();
    send(1);
    expect(await mounting).toMatchObject({ fromCache: false, isFetching: false });
  });

  it("shows what was kept at once, and the server's state when it is there", async () => {
    await visit();
    const mounted = await mount();
    const { store } = mounted;
    expect(mounted).toMatchObject({ fromCache: true, isFetching: true });
    expect(store.snapshot()).toMatchObject({ count: 1, log: [{ id: "a" }], total: { status: "ok", data: 3, error: null }, photo: { status: "idle" } });
    expect(store.line.label).toBe("tea");
    expect(store.photo.config.maxEntries).toBe(1);

    const listener = vi.fn();
    store.subscribe(listener);
    send(5);
    await mounted.revalidated;
    expect(store.count).toBe(5);
    expect(store.log).toEqual([{ id: "a" }]);
    expect(listener).toHaveBeenCalledTimes(1);
    expect(mounted).toMatchObject({ fromCache: true, isFetching: false });
  });

  it("sends commands given meanwhile when the root is there", async () => {
    await visit();
    const { store } = await mount();
    const reply = store.dispatchCommand("checkout", {});
    await run();
    expect(server.count("command")).toBe(0);
    send(1);
    server.reply(server.last("command"), { ok: true });
    await expect(reply).resolves.toEqual({ ok: true });
  });

  it("keeps showing when the server refuses, and says so", async () => {
    await visit();
    const mounted = await mount();
    const reply = expect(mounted.store.dispatchCommand("checkout", {})).rejects.toMatchObject({ code: "unauthorized" });
    server.reply(server.last("phx_join"), { reason: "unauthorized" }, "error");
    await expect(mounted.revalidated).rejects.toMatchObject({ reason: "unauthorized" });
    await reply;
    expect(mounted).toMatchObject({ isFetching: false });
    expect(mounted.store.count).toBe(1);
  });

  it("starts with what the page has when nothing is kept", async () => {
    const mounted = await mount({ initialData: { count: 9, line: null, log: [{ id: "z" }] } });
    expect(mounted.fromCache).toBe(true);
    expect(mounted.store.log).toEqual([{ id: "z" }]);
    send(1);
    expect(mounted.store.log).toEqual([{ id: "a" }]);
  });

  it.each<[name: string, entry: object, options: CacheOptions]>([
    ["is too old", { data: { count: 9 }, updatedAt: Date.now() - 2_000, buster: "" }, { gcTime: 1_000 }],
    ["has another buster", { data: { count: 9 }, updatedAt: Date.now(), buster: "v1" }, { buster: "v2" }],
    ["is malformed", { count: 9 }, {}],
    ["holds no object", { data: [9], updatedAt: Date.now(), buster: "" }, {}],
  ])("waits for the server when what was kept %s", async (_, entry, options) => {
    const persister = createMemoryPersister();
    await persister.setEntry(key, entry as never);
    vi.setSystemTime(Date.now());
    const mounting = mount({ ...options, persister });
    await run();
    send(1);
    expect((await mounting).fromCache).toBe(false);
  });

  it("is not late when the persister is slow", async () => {
    const persister: MusubiCachePersister = { ...createMemoryPersister(), getEntry: () => new Promise(() => {}) };
    const mounting = mount({ persister });
    send(1);
    expect((await mounting).fromCache).toBe(false);
  });

  it("keeps once in a second, and the last state when it ends", async () => {
    const persister = createMemoryPersister();
    const setEntry = vi.spyOn(persister, "setEntry");
    const mounting = mount({ persister, buster: "v1" });
    send(1);
    const { unmount } = await mounting;
    for (let version = 1; version <= 5; version++) {
      server.patch(version, [{ op: "replace", path: "/count", value: version * 10 }]);
    }

    await run(999);
    expect(setEntry).not.toHaveBeenCalled();
    await run(1);
    expect(setEntry).toHaveBeenCalledTimes(1);
    server.patch(6, [{ op: "replace", path: "/count", value: 60 }]);
    await Promise.all([unmount(), run()]);
    expect(setEntry).toHaveBeenCalledTimes(2);
    expect(await persister.getEntry(key)).toMatchObject({ buster: "v1", data: { count: 60, photo: { __musubi_upload__: "photo" } } });
  });

  it.each(["getEntry", "setEntry", "removeEntry"] as const)("is an ordinary mount when %s throws", async (method) => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const persister = createMemoryPersister();
    await persister.setEntry(key, { data: {}, updatedAt: 0, buster: "" });
    persister[method] = () => {
      throw new Error("quota");
    };
    await visit({ persister });
    expect(warn).toHaveBeenCalled();
  });

  it("warns of a durable cache without a buster", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    void mount({ persister: { ...createMemoryPersister(), durable: true } });
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it("forgets one state, all, and its own at the end of the connection", async () => {
    const persister = createMemoryPersister();
    await visit({ persister });
    await connection.clearStoreCache({ module: "Cart", id: "2" });
    expect(await persister.getEntry(key)).toBeDefined();
    await connection.clearStoreCache({ module: "Cart", id: "1" });
    expect(await persister.getEntry(key)).toBeUndefined();

    await visit({ persister });
    const mounting = mount({ persister });
    await run();
    send(2);
    await mounting;
    await connection.clearStoreCache();
    await run(5_000);
    expect(await persister.getEntry(key)).toBeUndefined();
  });
});

describe("persisters", () => {
  const entry = { data: { a: 1 }, updatedAt: 1, buster: "" };

  it("in memory keep what was changed last", async () => {
    const persister = createMemoryPersister();
    for (let i = 0; i <= 100; i++) {
      await persister.setEntry(String(i), entry);
    }

    expect(await persister.getEntry("0")).toBeUndefined();
    expect(await persister.getEntry("100")).toEqual(entry);
  });

  it("in a storage keep to their prefix", async () => {
    const items = new Map([["other", "1"]]);
    const persister = createStorageCachePersister({
      getItem: (name) => items.get(name) ?? null,
      setItem: (name, value) => void items.set(name, value),
      removeItem: (name) => void items.delete(name),
      key: (index) => [...items.keys()][index] ?? null,
      get length() {
        return items.size;
      },
    });
    await persister.setEntry("a", entry);
    await persister.setEntry("b", entry);
    expect([...items.keys()]).toEqual(["other", "musubi:cache:a", "musubi:cache:b"]);
    expect(await persister.getEntry("a")).toEqual(entry);
    await persister.removeEntry("a");
    expect(await persister.getEntry("a")).toBeUndefined();
    await persister.clear?.();
    expect([...items.keys()]).toEqual(["other"]);
  });
});

describe("cache keys", () => {
  it("are the same for the same params in any order", () => {
    expect(canonicalStringify({ b: [{ d: 1, c: undefined }], a: null })).toBe('{"a":null,"b":[{"d":1}]}');
    expect(canonicalStringify(undefined)).toBe("null");
    expect(storeCacheKey({ module: "Cart", id: "1" })).toBe(key);
    expect(storeCacheKey({ module: "Cart", id: "1", params: { b: 1, a: 2 } })).toBe(storeCacheKey({ module: "Cart", id: "1", params: { a: 2, b: 1 } }));
  });
});
