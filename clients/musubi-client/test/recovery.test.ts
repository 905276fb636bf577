import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect, type MountedStore, type MusubiConnection, type StoreProxy } from "../src/index.js";
import { FakeServer } from "./fakeServer.js";

interface Stores {
  Cart: Musubi.StoreDef<"Cart", { count: number; lines: { label: string }[] }, { checkout: { payload: {}; reply: { total: number } } }>;
}

const cart = { __musubi_store_id__: [] as string[], count: 1, lines: [{ label: "tea" }] };

describe("a root, whatever happens to it,", () => {
  let server: FakeServer;
  let connection: MusubiConnection<Stores>;
  let mounted: MountedStore<"Cart", Stores>;
  let store: StoreProxy<"Cart", Stores>;

  const run = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
  const start = async (): Promise<void> => {
    connection = await connect<Stores>(server.socket, { unmountGraceMs: 100 });
    const mounting = connection.mountStore({ module: "Cart", id: "1" });
    await run();
    server.mount(cart);
    mounted = await mounting;
    store = mounted.store;
  };

  /** A patch that cannot be applied. */
  const gap = (): void => server.patch(7, []);

  beforeEach(async () => {
    // A patch that does not fit is told of there.
    vi.spyOn(console, "warn").mockImplementation(() => {});
    vi.useFakeTimers();
    server = new FakeServer();
    await start();
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  describe("that joins again after a gap,", () => {
    it("settles each command: what was sent fails, what comes after is answered", async () => {
      const before = expect(store.dispatchCommand("checkout", {})).rejects.toMatchObject({ code: "Disconnected" });
      gap();
      const after = store.dispatchCommand("checkout", {});
      await before;
      expect(server.count("command")).toBe(1);
      server.mount(cart);
      expect(server.count("command")).toBe(2);
      server.reply(server.last("command"), { total: 3 });
      await expect(after).resolves.toEqual({ total: 3 });
    });

    it("keeps commands while it waits its turn to join", async () => {
      gap();
      server.mount(cart);
      gap();
      const kept = store.dispatchCommand("checkout", {});
      await run(999);
      expect([server.count("phx_join"), server.count("command")]).toEqual([2, 0]);
      await run(1);
      server.mount(cart);
      server.reply(server.last("command"), { total: 4 });
      await expect(kept).resolves.toEqual({ total: 4 });
    });

    it("fails such commands when it is unmounted meanwhile", async () => {
      gap();
      server.mount(cart);
      gap();
      const kept = expect(store.dispatchCommand("checkout", {})).rejects.toMatchObject({ code: "Unmounted" });
      void mounted.unmount();
      await run(100);
      await kept;
      await run(60_000);
      expect(server.count("phx_join")).toBe(2);
      expect(server.count("phx_leave")).toBe(2);
    });

    it("passes over what the server says to the join before", async () => {
      const [joinRef, ref, topic] = server.last("phx_join");
      gap();
      server.send([joinRef, ref, topic, "phx_reply", { status: "ok", response: {} }]);
      server.send([joinRef, null, topic, "patch", { type: "patch", base_version: 0, version: 1, ops: [], stream_ops: [], upload_ops: [], events: [] }]);
      server.send([joinRef, joinRef, topic, "phx_error", { reason: "channel_crash" }]);
      server.mount({ ...cart, count: 2 });
      await run(60_000);
      expect(store.count).toBe(2);
      expect(server.count("phx_join")).toBe(2);
    });
  });

  it("joins again when the server closes its channel", async () => {
    const [joinRef, , topic] = server.last("phx_join");
    const reply = expect(store.dispatchCommand("checkout", {})).rejects.toMatchObject({ code: "Disconnected" });
    server.send([joinRef, joinRef, topic, "phx_close", {}]);
    await reply;
    expect(store.count).toBe(1);
    server.mount({ ...cart, count: 2 });
    expect(store.count).toBe(2);
    expect([server.count("phx_join"), server.count("phx_leave")]).toEqual([2, 0]);
  });

  it("follows a server that was restarted from its first version on", async () => {
    for (let version = 1; version < 5; version++) {
      server.patch(version, [{ op: "replace", path: "/count", value: version }]);
    }

    server.accepting = false;
    server.drop();
    await run(20_000);
    expect(connection.status()).toBe("reconnecting");
    expect(store.count).toBe(4);
    server.accepting = true;
    await run(5_000);
    server.mount({ ...cart, count: 10 });
    server.patch(1, [{ op: "replace", path: "/count", value: 11 }]);
    expect(store.count).toBe(11);
    expect(server.count("phx_join")).toBe(2);
  });

  it("joins again when a server that was restarted goes on counting where the old one was", async () => {
    server.patch(1, []);
    server.drop();
    await run(1_000);
    server.reply(server.last("phx_join"), {});
    server.patch(2, [{ op: "replace", path: "/count", value: 9 }]);
    expect(store.count).toBe(1);
    expect(server.count("phx_join")).toBe(3);
  });

  it("notices a network that went without a word, by the heartbeat", async () => {
    server = new FakeServer({ heartbeatIntervalMs: 1_000 });
    await start();
    server.silent = true;
    server.accepting = false;
    await run(2_500);
    expect(connection.status()).toBe("reconnecting");
    server.silent = false;
    server.accepting = true;
    await run(1_000);
    server.mount({ ...cart, count: 2 });
    expect(connection.status()).toBe("ready");
    expect(store.count).toBe(2);
  });

  it("never sends a command that timed out while the connection was away", async () => {
    server.accepting = false;
    server.drop();
    const late = expect(store.dispatchCommand("checkout", {})).rejects.toMatchObject({ kind: "timeout" });
    await run(10_000);
    await late;
    server.accepting = true;
    await run(5_000);
    server.mount(cart);
    await run(10_000);
    expect(server.count("command")).toBe(0);
  });

  it("is mounted in the end, though joins of it crash and have no answer", async () => {
    const mounting = connection.mountStore({ module: "Cart", id: "2" });
    const [joinRef, , topic] = server.last("phx_join");
    server.send([joinRef, joinRef, topic, "phx_error", { reason: "channel_crash" }]);
    await run(1_000);
    expect(server.count("phx_join")).toBe(3);
    await run(12_000);
    expect(server.count("phx_join")).toBe(4);
    server.mount({ ...cart, count: 2 });
    expect((await mounting).store.count).toBe(2);
  });

  describe("mounted and unmounted in a hurry,", () => {
    it("is mounted once when it is taken up again within the grace time", async () => {
      void mounted.unmount();
      await run(99);
      const again = await connection.mountStore({ module: "Cart", id: "1" });
      await run(1_000);
      expect(again.store).toBe(store);
      expect([server.count("phx_join"), server.count("phx_leave")]).toEqual([1, 0]);
    });

    it("goes a grace time after the last of many holders", async () => {
      const others = await Promise.all([1, 2, 3].map(() => connection.mountStore({ module: "Cart", id: "1" })));
      for (const each of [mounted, ...others]) {
        await run(60);
        void each.unmount();
        void each.unmount();
      }

      await run(99);
      expect(server.count("phx_leave")).toBe(0);
      await run(1);
      expect(server.count("phx_leave")).toBe(1);
    });

    it("is a new root after it has gone, with a proxy of its own", async () => {
      void mounted.unmount();
      await run(100);
      const mounting = connection.mountStore({ module: "Cart", id: "1" });
      server.mount({ ...cart, count: 5 });
      const again = await mounting;
      expect([again.store.count, store.count]).toEqual([5, 1]);
      server.patch(1, [{ op: "replace", path: "/count", value: 6 }]);
      expect([again.store.count, store.count]).toEqual([6, 1]);
    });

    it("leaves while it joins, and takes nothing that comes then", async () => {
      const mounting = connection.mountStore({ module: "Cart", id: "2" });
      const refused = expect(mounting).rejects.toMatchObject({ reason: "Disconnected" });
      await connection.disconnect();
      await refused;
      server.mount(cart);
      await run(60_000);
      expect([server.count("phx_join"), server.count("phx_leave")]).toEqual([2, 2]);
    });

    it("gives who unmounted twice no second vote", async () => {
      const other = await connection.mountStore({ module: "Cart", id: "1" });
      void mounted.unmount();
      await run(50);
      void mounted.unmount();
      await run(1_000);
      expect(server.count("phx_leave")).toBe(0);
      void other.unmount();
      await run(100);
      expect(server.count("phx_leave")).toBe(1);
    });
  });

  describe("given anything for an envelope,", () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    const pointers = fc.constantFrom("", "/", "/count", "/lines/0", "/lines/-", "/lines/0/label", "/__proto__/polluted", "/constructor/prototype/polluted", "/lines/__proto__/x", "/lines/length", "/~2");
    const op = fc.oneof(json, fc.record({ op: fc.constantFrom("add", "remove", "replace", "move", "copy", "test"), path: fc.oneof(pointers, json), value: json, from: pointers }, { requiredKeys: [] }));
    const storeId = fc.oneof(fc.constant([]), json);
    const streamOp = fc.record({ op: fc.constantFrom("insert", "delete", "reset", "x"), stream: fc.oneof(fc.constantFrom("log", "__proto__"), json), store_id: storeId, item_key: fc.oneof(fc.string(), json), at: json, item: json, limit: json }, { requiredKeys: [] });
    const uploadOp = fc.record({ op: fc.constantFrom("config", "add", "progress", "complete", "error", "cancel", "reset"), upload: fc.oneof(fc.constant("avatar"), json), store_id: storeId, ref: json, entry: json, config: json, error: json, progress: json }, { requiredKeys: [] });
    const event = fc.record({ name: fc.oneof(fc.constant("toast"), json), store_id: storeId, payload: json }, { requiredKeys: [] });
    const list = (item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.oneof({ weight: 5, arbitrary: fc.array(item, { maxLength: 3 }) }, json);
    const envelope = fc.record(
      { base_version: fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, json), version: fc.oneof({ weight: 5, arbitrary: fc.constant(2) }, json), ops: list(op), stream_ops: list(streamOp), upload_ops: list(uploadOp), events: list(event) },
      { requiredKeys: [] },
    );

    it("applies it, or joins again and keeps what it had; and nothing else of the page is touched", async () => {
      const objectKeys = Reflect.ownKeys(Object.prototype);
      const arrayKeys = Reflect.ownKeys(Array.prototype);
      await fc.assert(
        fc.asyncProperty(fc.oneof({ weight: 8, arbitrary: envelope }, json), async (payload) => {
          vi.clearAllTimers();
          server = new FakeServer();
          await start();
          const before = store.snapshot();
          const [joinRef, , topic] = server.last("phx_join");
          server.send([joinRef, null, topic, "patch", payload]);
          if (server.count("phx_join") === 1) {
            const { version } = payload as { version: number };
            server.patch(version, [{ op: "replace", path: "", value: { ...cart, count: 5 } }]);
          } else {
            expect(store.snapshot()).toBe(before);
            server.mount({ ...cart, count: 5 });
          }

          expect(store.count).toBe(5);
          expect(Reflect.ownKeys(Object.prototype)).toEqual(objectKeys);
          expect(Reflect.ownKeys(Array.prototype)).toEqual(arrayKeys);
        }),
        { numRuns: 300 },
      );
    });

    const deep = "what stands for it";

    it.each<[name: string, envelope: object]>([
      ["state", { ops: [{ op: "add", path: "/deep", value: deep }] }],
      ["stream item", { stream_ops: [{ op: "insert", stream: "log", ref: "0", store_id: [], item_key: "1", at: -1, item: deep, limit: null }] }],
      ["event", { events: [{ name: "toast", store_id: [], payload: deep }] }],
      ["store id", { events: [{ name: "toast", store_id: deep, payload: {} }] }],
    ])("does not run out of stack over a deep %s", (_, fields) => {
      const [joinRef, , topic] = server.last("phx_join");
      const envelope = { type: "patch", base_version: 1, version: 2, ops: [], stream_ops: [], upload_ops: [], events: [], ...fields };
      const text = JSON.stringify([joinRef, null, topic, "patch", envelope]);
      server.sendText(text.replace(`"${deep}"`, `${'[{"a":'.repeat(50_000)}1${"}]".repeat(50_000)}`));
      if (server.count("phx_join") === 1) {
        server.patch(2, [{ op: "replace", path: "/count", value: 2 }]);
      } else {
        server.mount({ ...cart, count: 2 });
      }

      expect(store.count).toBe(2);
    });
  });
});
