import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect, createStorageCachePersister, type MountedStore, type MusubiConnection, type MusubiSocketStatus, nextSnapshot, type StoreProxy, waitFor } from "../src/index.js";
import { FakeServer } from "./fakeServer.js";

interface Stores {
  Cart: Musubi.StoreDef<
    "Cart",
    { count: number; child: Musubi.StoreField<"Line"> | null; snapshot: string },
    { checkout: { payload: { text?: string; deep?: unknown }; reply: { total: number } } },
    { toast: { payload: { msg: string } } }
  >;
  Line: Musubi.StoreDef<"Line", { label: string }, {}, { toast: { payload: { msg: string } } }>;
}

const cart = { __musubi_store_id__: [] as string[], count: 1, child: null, snapshot: "a field" };

/** What the far end knows of one page, and the page. */
class Page {
  readonly server = new FakeServer();
  connection!: MusubiConnection<Stores>;
  mounted!: MountedStore<"Cart", Stores>;

  get store(): StoreProxy<"Cart", Stores> {
    return this.mounted.store;
  }

  async mount(options: Parameters<typeof connect>[1] = {}): Promise<this> {
    this.connection = await connect<Stores>(this.server.socket, options);
    const mounting = this.connection.mountStore({ module: "Cart", id: "1" });
    await run();
    this.server.mount(cart);
    this.mounted = await mounting;
    return this;
  }
}

const run = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("a command", () => {
  it("given while the socket is closing waits, and runs once after the rejoin", async () => {
    const { server, store } = await new Page().mount();
    const closing = vi.spyOn(server.socket, "isConnected").mockReturnValue(false);
    const given = store.dispatchCommand("checkout", {});
    expect(server.count("command")).toBe(0);
    closing.mockRestore();
    server.drop();
    await run(1_000);
    server.mount(cart);
    expect(server.count("command")).toBe(1);
    server.reply(server.last("command"), { total: 1 });
    await expect(given).resolves.toEqual({ total: 1 });
  });

  it("that is rejected never runs, whatever rejected it", async () => {
    const { server, store, mounted } = await new Page().mount();
    server.accepting = false;
    server.drop();
    const given = expect(store.dispatchCommand("checkout", {})).rejects.toMatchObject({ kind: "timeout" });
    await run(10_000);
    await given;
    server.accepting = true;
    await run(10_000);
    server.mount(cart);
    await run();
    expect(server.count("command")).toBe(0);
    void mounted.unmount();
  });

  it.each([
    ["larger than the server takes", { text: "x".repeat(70_000) }, { reason: "payload too large", limit: 65_536 }],
    ["larger in bytes than in letters", { text: "é".repeat(40_000) }, { reason: "payload too large", limit: 65_536 }],
    ["nested too deep", { deep: JSON.parse("[".repeat(62) + "]".repeat(62)) as unknown }, { reason: "payload too deep", limit: 64 }],
  ])("%s is rejected and not sent", async (_, payload, reply) => {
    const { server, store } = await new Page().mount();
    await expect(store.dispatchCommand("checkout", payload)).rejects.toMatchObject({ kind: "failed", code: reply.reason, reply });
    expect(server.count("command")).toBe(0);
    void store.dispatchCommand("checkout", {}).catch(() => {});
    await run();
    expect(server.count("command")).toBe(1);
  });

  it("of just the depth that the server takes is sent", async () => {
    const { server, store } = await new Page().mount();
    void store.dispatchCommand("checkout", { deep: JSON.parse("[".repeat(61) + '"[["' + "]".repeat(61)) as unknown }).catch(() => {});
    await run();
    expect(server.count("command")).toBe(1);
  });

  it.each([
    ["half an emoji", "hi 😀".slice(0, 4), "hi \ufffd"],
    ["the other half", "😀".slice(1) + "!", "\ufffd!"],
    ["whole ones", "😀 \\ud83d \\\\ud83d", "😀 \\ud83d \\\\ud83d"],
    ["halves behind a backslash", "\\" + "😀".slice(0, 1), "\\\ufffd"],
  ])("with %s sends what every parser takes", async (_, text, sent) => {
    const { server, store } = await new Page().mount();
    void store.dispatchCommand("checkout", { text }).catch(() => {});
    await run();
    expect(server.last("command")[4].payload).toEqual({ text: sent });
  });

  it("whose handler throws says that the store crashed", async () => {
    const { server, store } = await new Page().mount();
    const given = expect(store.dispatchCommand("checkout", {})).rejects.toMatchObject({ kind: "failed", code: "Crashed" });
    await run();
    server.crash();
    await given;
  });

  it("resolves when the patch that came with its reply is applied, in a later task too", async () => {
    const { server, store } = await new Page().mount();
    const given = store.dispatchCommand("checkout", {}).then(() => store.count);
    await run();
    vi.useRealTimers();
    server.reply(server.last("command"), { total: 1 });
    // As browsers do, which give each frame a task of its own and run others in between.
    await new Promise((resolve) => setTimeout(resolve, 2));
    server.patch(1, [{ op: "replace", path: "/count", value: 2 }]);
    await expect(given).resolves.toBe(2);
  });

  it("that changed nothing resolves without a patch", async () => {
    const { server, store } = await new Page().mount();
    const given = store.dispatchCommand("checkout", {});
    await run();
    server.reply(server.last("command"), { total: 1 });
    await expect(given).resolves.toEqual({ total: 1 });
  });

  it.each([
    ["more", 131_072, 1],
    ["less", 32_768, 0],
  ])("is held against what the server says that it takes when that is %s than by default", async (_, bytes, sent) => {
    const server = new FakeServer();
    const connection = await connect<Stores>(server.socket);
    const mounting = connection.mountStore({ module: "Cart", id: "1" });
    await run();
    const join = server.last("phx_join");
    expect(join[4]).toMatchObject({ limits: true });
    server.reply(join, { root_id: "Cart:1", limits: { text_frame_bytes: bytes, binary_frame_bytes: 131_072, depth: 64 } });
    server.push({ base_version: 0, ops: [{ op: "replace", path: "", value: cart }] });
    const { store } = await mounting;
    const given = store.dispatchCommand("checkout", { text: "x".repeat(50_000 + sent * 30_000) });
    given.catch(() => {});
    await run();
    expect(server.count("command")).toBe(sent);
    if (sent === 0) {
      await expect(given).rejects.toMatchObject({ code: "payload too large", reply: { limit: bytes } });
    }
  });

  it("resolves when the patch that came with its reply is applied", async () => {
    const { server, store } = await new Page().mount();
    const given = store.dispatchCommand("checkout", {}).then(() => store.count);
    await run();
    server.reply(server.last("command"), { total: 1 });
    server.patch(1, [{ op: "replace", path: "/count", value: 2 }]);
    await expect(given).resolves.toBe(2);
  });
});

describe("a mount", () => {
  it.each([
    ["70 kB of params", { text: "x".repeat(70_000) }, "payload too large"],
    ["params nested too deep", { deep: JSON.parse("[".repeat(62) + "]".repeat(62)) as unknown }, "payload too deep"],
  ])("with %s is rejected, and others stay", async (_, params, reason) => {
    const { server, connection, store } = await new Page().mount();
    await expect(connection.mountStore({ module: "Cart", id: "2", params })).rejects.toMatchObject({ reason });
    await run(60_000);
    expect(server.count("phx_join")).toBe(1);
    expect(store.count).toBe(1);
  });

  it("whose join ends its socket each time is given up, and does not storm", async () => {
    const server = new FakeServer();
    let opened = 0;
    server.socket.onOpen(() => {
      opened += 1;
    });
    const { receive } = server;
    server.receive = (frame) => {
      receive.call(server, frame);
      if (frame[3] === "phx_join") {
        queueMicrotask(() => server.drop());
      }
    };
    const connection = await connect<Stores>(server.socket);
    const mounting = expect(connection.mountStore({ module: "Cart", id: "1" })).rejects.toMatchObject({ reason: "Disconnected" });
    await run(60_000);
    await mounting;
    expect(opened).toBeLessThanOrEqual(10);
  });

  it("whose rejoin ends its socket each time does not storm, and comes back when that is over", async () => {
    const { server, store } = await new Page().mount();
    let opened = 0;
    server.socket.onOpen(() => {
      opened += 1;
    });
    const { receive } = server;
    server.receive = (frame) => {
      receive.call(server, frame);
      if (frame[3] === "phx_join") {
        queueMicrotask(() => server.drop());
      }
    };
    server.drop();
    await run(60_000);
    expect(opened).toBeLessThanOrEqual(10);
    server.receive = receive;
    await run(30_000);
    server.mount({ ...cart, count: 2 });
    expect(store.count).toBe(2);
  });

  it("with half an emoji in its id sends one that every parser takes, in the topic as in the payload", async () => {
    const { server, connection } = await new Page().mount();
    const mounting = connection.mountStore({ module: "Cart", id: "hi 😀".slice(0, 4) });
    await run();
    const [, , topic, , { id }] = server.last("phx_join");
    expect([topic, id]).toEqual(["musubi:connection:Cart:hi \ufffd", "hi \ufffd"]);
    server.mount(cart, topic);
    await expect(mounting).resolves.toMatchObject({ fromCache: false });
  });

  it("whose first answer is that no silo can be reached is tried again", async () => {
    const server = new FakeServer();
    const connection = await connect<Stores>(server.socket);
    const mounting = connection.mountStore({ module: "Cart", id: "1" });
    await run();
    server.reply(server.last("phx_join"), { reason: "unavailable" }, "error");
    await run(1_000);
    expect(server.count("phx_join")).toBe(2);
    server.mount(cart);
    await expect(mounting).resolves.toMatchObject({ fromCache: false });
  });

  it("waits for a server that cannot be reached", async () => {
    const server = new FakeServer();
    server.accepting = false;
    const connection = await connect<Stores>(server.socket);
    const mounting = connection.mountStore({ module: "Cart", id: "1" });
    await run(120_000);
    server.accepting = true;
    await run(10_000);
    server.mount(cart);
    await expect(mounting).resolves.toMatchObject({ fromCache: false });
  });

  it("that is refused when it joins again ends, and a new one is refused too", async () => {
    const { server, connection, mounted, store } = await new Page().mount();
    server.drop();
    await run(1_000);
    server.reply(server.last("phx_join"), { reason: "forbidden" }, "error");
    await expect(mounted.ended).resolves.toMatchObject({ reason: "forbidden" });
    await expect(store.dispatchCommand("checkout", {})).rejects.toMatchObject({ code: "Unmounted" });
    expect(store.count).toBe(1);
    const again = expect(connection.mountStore({ module: "Cart", id: "1" })).rejects.toMatchObject({ reason: "forbidden" });
    await run();
    server.reply(server.last("phx_join"), { reason: "forbidden" }, "error");
    await again;
  });

  it("that cannot be placed for a moment when it joins again is tried again", async () => {
    const { server, store } = await new Page().mount();
    server.drop();
    await run(1_000);
    server.reply(server.last("phx_join"), { reason: "unavailable" }, "error");
    await run(10_000);
    server.mount({ ...cart, count: 2 });
    expect(store.count).toBe(2);
  });

  it("is let go of by its signal, also before its first answer", async () => {
    const server = new FakeServer();
    const connection = await connect<Stores>(server.socket);
    const controller = new AbortController();
    const mounting = expect(connection.mountStore({ module: "Cart", id: "1", params: { page: 1 }, signal: controller.signal })).rejects.toMatchObject({ reason: "Unmounted" });
    await run();
    controller.abort();
    await mounting;
    const other = connection.mountStore({ module: "Cart", id: "1", params: { page: 2 } });
    await run();
    expect(server.last("phx_join")[4].params).toEqual({ page: 2 });
    server.mount(cart);
    await other;
  });

  it.each([2 ** 31, Infinity])("with a grace of %s ms stays", async (unmountGraceMs) => {
    const { server, mounted } = await new Page().mount({ unmountGraceMs });
    void mounted.unmount();
    await run(60_000);
    expect(server.count("phx_leave")).toBe(0);
  });
});

describe("a socket that does not open", () => {
  it.each([
    [401, "refused"],
    [403, "refused"],
    [400, "connecting"],
    [500, "connecting"],
  ])("because of %i is %s", async (status, expected) => {
    const server = new FakeServer();
    server.accepting = false;
    server.status = status;
    const connection = await connect<Stores>(server.socket);
    await vi.waitFor(async () => {
      await run(5_000);
      expect(connection.status()).toBe(expected);
    });
  });

  it("asks a server that does not answer once in ten seconds, by a request that runs nothing there", async () => {
    const server = new FakeServer();
    server.accepting = false;
    const asked: (string | undefined)[] = [];
    globalThis.fetch = (_, { method } = {}) => {
      asked.push(method);
      return Promise.reject(new TypeError("Failed to fetch"));
    };
    const connection = await connect<Stores>(server.socket);
    await vi.waitFor(async () => {
      await run(100);
      expect(asked).toEqual(["HEAD"]);
    });
    await run(9_000);
    expect(asked).toHaveLength(1);
    await run(50_000);
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.length).toBeLessThanOrEqual(7);
    expect(connection.status()).toBe("connecting");
  });

  it("and is refused rejects what waits and what is given, so that it never runs as whoever signs in next", async () => {
    const { server, connection, store } = await new Page().mount();
    server.accepting = false;
    server.status = 401;
    server.drop();
    const waiting = expect(store.dispatchCommand("checkout", {})).rejects.toMatchObject({ code: "Refused" });
    await vi.waitFor(async () => {
      await run(1_000);
      expect(connection.status()).toBe("refused");
    });
    await waiting;
    await expect(store.dispatchCommand("checkout", {})).rejects.toMatchObject({ code: "Refused" });
    server.accepting = true;
    await run(10_000);
    server.mount(cart);
    expect(server.count("command")).toBe(0);
    void store.dispatchCommand("checkout", {}).catch(() => {});
    expect(server.count("command")).toBe(1);
  });

  it("is ready again once it opens", async () => {
    const { server, connection } = await new Page().mount();
    const seen: MusubiSocketStatus[] = [];
    connection.onStatusChange((status) => seen.push(status));
    server.accepting = false;
    server.status = 401;
    server.drop();
    await vi.waitFor(async () => {
      await run(1_000);
      expect(connection.status()).toBe("refused");
    });
    server.accepting = true;
    await run(10_000);
    expect(seen).toEqual(["reconnecting", "refused", "ready"]);
  });
});

describe("events", () => {
  const toast = (store_id: string[]): object => ({ name: "toast", store_id, payload: { msg: "hello" } });

  it("pushed while the root mounts wait for the first handler", async () => {
    const server = new FakeServer();
    const connection = await connect<Stores>(server.socket);
    const mounting = connection.mountStore({ module: "Cart", id: "1" });
    await run();
    server.reply(server.last("phx_join"), { root_id: "Cart:1" });
    server.push({ base_version: 0, ops: [{ op: "replace", path: "", value: cart }], events: [toast([])] });
    const { store } = await mounting;
    const heard: string[] = [];
    store.handleEvent("toast", ({ msg }) => heard.push(msg));
    expect(heard).toEqual([]);
    await run();
    expect(heard).toEqual(["hello"]);
    store.handleEvent("toast", ({ msg }) => heard.push(msg));
    await run();
    expect(heard).toEqual(["hello"]);
  });

  it("pushed by a child as it comes wait for its first handler", async () => {
    const { server, store } = await new Page().mount();
    const child = { __musubi_store_id__: ["child"], label: "tea" };
    server.push({ base_version: 1, ops: [{ op: "replace", path: "/child", value: child }], events: [toast(["child"])] });
    const heard: string[] = [];
    store.child!.handleEvent("toast", ({ msg }) => heard.push(msg));
    await run();
    expect(heard).toEqual(["hello"]);
  });

  it("pushed later, or not asked for in time, are gone", async () => {
    const { server, store } = await new Page().mount();
    server.push({ base_version: 1, events: [toast([])] });
    const child = { __musubi_store_id__: ["child"], label: "tea" };
    server.push({ base_version: 2, ops: [{ op: "replace", path: "/child", value: child }], events: [toast(["child"])] });
    await run(2_000);
    const heard: string[] = [];
    store.handleEvent("toast", ({ msg }) => heard.push(msg));
    store.child!.handleEvent("toast", ({ msg }) => heard.push(msg));
    await run();
    expect(heard).toEqual([]);
  });
});

describe("a store", () => {
  it("shows a field that is named like its own member in its snapshot", async () => {
    const { store } = await new Page().mount();
    expect(store.snapshot()?.snapshot).toBe("a field");
  });

  it("keeps nothing of who listened no more", async () => {
    const { server, store } = await new Page().mount();
    for (let i = 0; i < 30_000; i += 1) {
      store.subscribe(() => {})();
    }

    const before = performance.now();
    server.patch(1, [{ op: "replace", path: "/count", value: 2 }]);
    expect(performance.now() - before).toBeLessThan(100);
  });

  it("takes an envelope without upload_ops and events", async () => {
    const { server, store } = await new Page().mount();
    const [joinRef, , topic] = server.last("phx_join");
    const ops = [{ op: "replace", path: "/count", value: 2 }];
    server.send([joinRef, null, topic, "patch", { type: "patch", base_version: 1, version: 2, ops, stream_ops: [] }]);
    expect(store.count).toBe(2);
  });

  it("settles who waits for it when it is unmounted", async () => {
    const { store, mounted } = await new Page().mount();
    const waiting = expect(waitFor(store, (cart) => (cart?.count === 2 ? cart : undefined))).rejects.toMatchObject({ reason: "Unmounted" });
    void mounted.unmount();
    await run();
    await waiting;
    await expect(nextSnapshot(store)).rejects.toMatchObject({ reason: "Unmounted" });
  });

  it("that notifies within subscribe is no trouble for nextSnapshot", async () => {
    const store = {
      subscribe: (listener: () => void) => {
        listener();
        return () => {};
      },
    } as unknown as StoreProxy<"Cart", Stores>;
    await nextSnapshot(store);
    await nextSnapshot(store);
  });
});

describe("a cache in a storage", () => {
  const storageOf = (room: number): Storage => {
    const entries = new Map<string, string>();
    return {
      getItem: (key: string) => entries.get(key) ?? null,
      setItem: (key: string, value: string) => {
        const taken = [...entries].reduce((sum, [other, text]) => sum + (other === key ? 0 : text.length), 0);
        if (taken + value.length > room) {
          throw new Error("QuotaExceededError");
        }

        entries.set(key, value);
      },
      removeItem: (key: string) => void entries.delete(key),
      key: (index: number) => [...entries.keys()][index] ?? null,
      get length() {
        return entries.size;
      },
    } as Storage;
  };
  const entry = (updatedAt: number): { data: string; updatedAt: number; buster: string } => ({ data: "x".repeat(100), updatedAt, buster: "" });

  it("that is full lets the oldest go", async () => {
    const storage = storageOf(500);
    const persister = createStorageCachePersister(storage);
    for (let i = 1; i <= 10; i += 1) {
      await persister.setEntry(`key-${i}`, entry(i));
    }

    expect(await persister.getEntry("key-10")).toEqual(entry(10));
    expect(await persister.getEntry("key-1")).toBeUndefined();
  });

  it("keeps the newest 100", async () => {
    const storage = storageOf(1_000_000);
    storage.setItem("another's", "stays");
    const persister = createStorageCachePersister(storage);
    for (let i = 1; i <= 150; i += 1) {
      await persister.setEntry(`key-${i}`, entry(i));
    }

    expect(storage.length).toBe(101);
    expect(await persister.getEntry("key-51")).toEqual(entry(51));
  });

  it("forgets a root with all its params", async () => {
    const { server, connection } = await new Page().mount();
    const storage = storageOf(100_000);
    const persister = createStorageCachePersister(storage);
    const mounting = connection.mountStore({ module: "Cart", id: "2", params: { page: 1 }, cache: { persister, buster: "1" } });
    await run();
    server.mount(cart, "musubi:connection:Cart:2");
    await mounting;
    await run(1_000);
    expect(storage.length).toBe(1);
    await connection.clearStoreCache({ module: "Cart", id: "2" });
    expect(storage.length).toBe(0);
  });
});
