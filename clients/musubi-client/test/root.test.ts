import { beforeEach, describe, expect, it, vi } from "vitest";
import { connect, type MountedStore, MusubiCommandError, MusubiMountError, type MusubiConnection, type StoreProxy } from "../src/index.js";
import { FakeServer } from "./fakeServer.js";
import { run, useFakeTime } from "./fakeTime.js";

interface Stores {
  Cart: Musubi.StoreDef<
    "Cart",
    { count: number; lines: Musubi.StoreField<"Line">[]; note: Musubi.StoreField<"Line"> | null },
    { checkout: { payload: {}; reply: { total: number } }; nonsense: { payload: {} } }
  >;
  Line: Musubi.StoreDef<"Line", { label: string }, { rename: { payload: { label: string }; reply: { ok: boolean } } }>;
}

const line = (id: string, label: string) => ({ __musubi_store_id__: ["lines", id], label });
const cart = { __musubi_store_id__: [] as string[], count: 1, note: null, lines: [line("1", "tea"), line("2", "jam")] };

describe("a mounted root", () => {
  let server: FakeServer;
  let connection: MusubiConnection<Stores>;
  let mounting: Promise<MountedStore<"Cart", Stores>>;
  let store: StoreProxy<"Cart", Stores>;
  let listener: ReturnType<typeof vi.fn<() => void>>;

  useFakeTime();

  beforeEach(async () => {
    server = new FakeServer();
    connection = await connect<Stores>(server.socket);
    mounting = connection.mountStore({ module: "Cart", id: "1", params: { currency: "eur" } });
    await run();
  });
  const mount = async (): Promise<void> => {
    server.mount(cart);
    ({ store } = await mounting);
    listener = vi.fn();
    store.subscribe(listener);
  };

  describe("mounting", () => {
    it("joins the root's own topic with module, id and params", () => {
      const [joinRef, ref, topic, , payload] = server.last("phx_join");
      expect(topic).toBe("musubi:connection:Cart:1");
      expect(payload).toEqual({ module: "Cart", id: "1", params: { currency: "eur" }, limits: true, resume: null });
      expect(joinRef).toBe(ref);
    });

    it("is done when the first patch is there", async () => {
      const done = vi.fn();
      void mounting.then(done);
      server.reply(server.last("phx_join"), { root_id: "Cart:1" });
      await run();
      expect(done).not.toHaveBeenCalled();
      server.patch(0, [{ op: "replace", path: "", value: cart }]);
      const mounted = await mounting;
      expect(mounted.store.snapshot()).toEqual(cart);
      expect(mounted).toMatchObject({ fromCache: false, isFetching: false });
      await mounted.revalidated;
    });

    it("fails with the server's reason, and is over then", async () => {
      const refused = expect(mounting).rejects.toMatchObject({ name: "MusubiMountError", reason: "unauthorized", module: "Cart", id: "1" });
      server.reply(server.last("phx_join"), { reason: "unauthorized" }, "error");
      await refused;
      await run(60_000);
      expect(server.count("phx_join")).toBe(1);

      const again = connection.mountStore({ module: "Cart", id: "1" });
      expect(server.count("phx_join")).toBe(2);
      server.mount(cart);
      expect((await again).store.count).toBe(1);
    });

    it("survives a refusal without a reason", async () => {
      const refused = expect(mounting).rejects.toBeInstanceOf(MusubiMountError);
      server.reply(server.last("phx_join"), {}, "error");
      await refused;
    });

    it("waits for a server that cannot be reached", async () => {
      server = new FakeServer();
      server.accepting = false;
      mounting = (await connect<Stores>(server.socket)).mountStore({ module: "Cart", id: "1" });
      await run(25_000);
      server.accepting = true;
      await run(10_000);
      await mount();
      expect(store.count).toBe(1);
    });
  });

  describe("holders", () => {
    beforeEach(mount);

    it("share one root, until the last has let go", async () => {
      const first = await mounting;
      const second = await connection.mountStore({ module: "Cart", id: "1", params: { currency: "eur" } });
      expect(second.store).toBe(first.store);
      await Promise.all([first.unmount(), first.unmount(), run()]);
      expect(server.count("phx_leave")).toBe(0);
      await Promise.all([second.unmount(), run()]);
      expect(server.count("phx_leave")).toBe(1);
      expect(server.count("phx_join")).toBe(1);
    });

    it("may take hold again before it is gone", async () => {
      const { unmount } = await mounting;
      const unmounted = unmount();
      const second = await connection.mountStore({ module: "Cart", id: "1", params: { currency: "eur" } });
      await Promise.all([unmounted, run()]);
      expect(server.count("phx_leave")).toBe(0);
      expect(second.store.count).toBe(1);
    });

    it("keep the params of the first", async () => {
      const { store: same } = await connection.mountStore({ module: "Cart", id: "1", params: { currency: "usd" } });
      expect(same).toBe(store);
      expect(console.warn).toHaveBeenCalledTimes(1);
    });

    it("get a new root for other params when nobody holds the old one", async () => {
      void (await mounting).unmount();
      void connection.mountStore({ module: "Cart", id: "1", params: { currency: "usd" } });
      expect(server.count("phx_leave")).toBe(1);
      expect(server.last("phx_join")[4]).toMatchObject({ params: { currency: "usd" } });
      await run();
      expect(server.count("phx_leave")).toBe(1);
    });

    it("wait for a grace time that the connection is given", async () => {
      const other = new FakeServer();
      const patient = await connect<Stores>(other.socket, { unmountGraceMs: 500 });
      const held = patient.mountStore({ module: "Cart", id: "1" });
      await run();
      other.mount(cart);
      const unmounted = (await held).unmount();
      await run(499);
      expect(other.count("phx_leave")).toBe(0);
      await run(1);
      await unmounted;
      expect(other.count("phx_leave")).toBe(1);
    });
  });

  describe("a store's proxy", () => {
    beforeEach(mount);

    it("has the state for properties, and child stores as proxies that stay the same", () => {
      expect(store.count).toBe(1);
      expect(store.note).toBeNull();
      expect(store.lines[1]!.label).toBe("jam");
      const jam = store.lines[1];
      server.patch(1, [{ op: "remove", path: "/lines/0" }, { op: "replace", path: "/lines/0/label", value: "honey" }]);
      expect(store.lines).toHaveLength(1);
      expect(store.lines[0]).toBe(jam);
      expect(jam?.label).toBe("honey");
    });

    it("can be listed, and not written to", () => {
      expect(Object.keys(store.lines[0]!)).toEqual(["__musubi_store_id__", "dispatchCommand", "subscribe", "handleEvent", "snapshot", "label"]);
      expect("count" in store && !("total" in store)).toBe(true);
      expect({ ...store }.count).toBe(1);
      expect(() => Object.assign(store, { count: 2 })).toThrow(TypeError);
      expect(() => delete (store as { count?: number }).count).toThrow(TypeError);
      expect(() => Object.freeze(store)).toThrow(TypeError);
      expect((store as object as { toString: unknown }).toString).toBeUndefined();
    });

    it("gives a child's own snapshot, and undefined when it is gone", () => {
      const jam = store.lines[1]!;
      expect(jam.snapshot()).toEqual(line("2", "jam"));
      expect(jam.snapshot()).toBe(store.snapshot()!.lines[1]);
      server.patch(1, [{ op: "remove", path: "/lines/1" }]);
      expect(jam.snapshot()).toBeUndefined();
      expect(jam.label).toBeUndefined();
    });

    it("tells of its own changes only", () => {
      const [tea, jam] = [vi.fn(), vi.fn()];
      store.lines[0]!.subscribe(tea);
      const stop = store.lines[1]!.subscribe(jam);
      server.patch(1, [{ op: "replace", path: "/lines/1/label", value: "honey" }]);
      expect([tea, jam, listener].map((each) => each.mock.calls.length)).toEqual([0, 1, 1]);
      server.patch(2, [{ op: "replace", path: "/count", value: 5 }]);
      expect([tea, jam, listener].map((each) => each.mock.calls.length)).toEqual([0, 1, 2]);
      stop();
      server.patch(3, [{ op: "replace", path: "/lines", value: [] }]);
      expect([tea, jam, listener].map((each) => each.mock.calls.length)).toEqual([1, 1, 3]);
    });
  });

  describe("patches", () => {
    beforeEach(mount);

    it("change the snapshot and share the rest", () => {
      const before = store.snapshot();
      server.patch(1, [{ op: "replace", path: "/count", value: 2 }]);
      expect(store.snapshot()).toEqual({ ...cart, count: 2 });
      expect(store.snapshot()?.lines).toBe(before?.lines);
      expect(listener).toHaveBeenCalledTimes(1);
    });

    it("without operations move the version on, and nobody is told", () => {
      server.patch(1, []);
      expect(listener).not.toHaveBeenCalled();
      server.patch(2, [{ op: "replace", path: "/count", value: 3 }]);
      expect(store.count).toBe(3);
      expect(server.count("phx_join")).toBe(1);
    });

    it("reach every listener, also beside one that throws", () => {
      const failure = new Error("broken listener");
      const rethrow = vi.spyOn(globalThis, "queueMicrotask").mockImplementation((task) => expect(task).toThrow(failure));
      const other = vi.fn();
      store.subscribe(() => {
        throw failure;
      });
      store.subscribe(other);
      server.patch(1, [{ op: "replace", path: "/count", value: 2 }]);
      expect(other).toHaveBeenCalledTimes(1);
      expect(rethrow).toHaveBeenCalledTimes(1);
      rethrow.mockRestore();
      expect(server.count("phx_join")).toBe(1);
    });

    it.each<[name: string, send: () => void]>([
      ["skip a version", () => server.patch(2, [{ op: "replace", path: "/count", value: 9 }])],
      ["come twice", () => server.patch(0, [{ op: "replace", path: "", value: {} }])],
      ["lead backwards", () => server.patch(1, [], 1)],
      ["do not fit the document", () => server.patch(1, [{ op: "replace", path: "/count", value: 9 }, { op: "remove", path: "/none" }])],
      ["make the root something else than an object", () => server.patch(1, [{ op: "replace", path: "", value: 9 }])],
      ["are malformed", () => server.patch(1, [null])],
      ["have malformed stream operations", () => server.push({ base_version: 1, stream_ops: [null] })],
      ["have malformed events", () => server.push({ base_version: 1, events: [{ name: "toast", payload: {} }] })],
    ])("that %s: the root leaves, joins again, says so, and keeps its last good state meanwhile", (_, send) => {
      const [joinRef] = server.last("phx_join");
      send();
      expect(console.warn).toHaveBeenCalledExactlyOnceWith("[musubi] Cart:1 is mounted again.", expect.any(Error));
      expect(store.snapshot()).toEqual(cart);
      expect(listener).not.toHaveBeenCalled();
      expect(server.last("phx_leave")[0]).toBe(joinRef);
      expect(server.count("phx_join")).toBe(2);

      server.mount({ ...cart, count: 5 });
      server.patch(1, [{ op: "replace", path: "/count", value: 6 }]);
      expect(store.count).toBe(6);
    });

    it("that never fit do not become a storm of joins", async () => {
      for (let i = 0; i < 100; i++) {
        if (server.count("phx_join") > server.count("phx_leave")) {
          server.mount(cart);
          server.patch(7, []);
        }

        await run(1_000);
      }

      expect(server.count("phx_join")).toBeLessThan(15);
    });

    it("that fit again make the next rejoin immediate", () => {
      for (let i = 0; i < 5; i++) {
        server.patch(7, []);
        expect(server.count("phx_join")).toBe(i + 2);
        server.mount(cart);
        server.patch(1, []);
      }
    });

    it("of a channel that was left are dropped", () => {
      const [joinRef, , topic] = server.last("phx_join");
      server.patch(7, []);
      server.send([joinRef, null, topic, "patch", { type: "patch", base_version: 1, version: 2, ops: [{ op: "replace", path: "/count", value: 9 }] }]);
      expect(store.snapshot()).toEqual(cart);
      expect(server.count("phx_join")).toBe(2);
    });
  });

  describe("recovery", () => {
    beforeEach(async () => {
      await mount();
      server.patch(1, [{ op: "replace", path: "/count", value: 2 }]);
      listener.mockClear();
    });

    it("keeps the last state through a dropped socket, then takes the fresh one", async () => {
      server.drop();
      expect(store.count).toBe(2);
      await run(1_000);
      expect(server.count("phx_join")).toBe(2);
      server.mount({ ...cart, count: 7 });
      expect(store.count).toBe(7);
    });

    it("keeps the last state through a crash, then takes the fresh one", async () => {
      server.crash();
      expect(store.count).toBe(2);
      await run(1_000);
      server.mount({ ...cart, count: 7 });
      server.patch(1, [{ op: "replace", path: "/count", value: 8 }]);
      expect(store.count).toBe(8);
      expect(server.count("phx_join")).toBe(2);
    });

    it("changes nothing that is as it was, and tells nobody when that is all", async () => {
      const before = store.snapshot()!;
      server.crash();
      await run(1_000);
      server.mount({ ...cart, count: 2 });
      expect(store.snapshot()).toBe(before);
      expect(listener).not.toHaveBeenCalled();

      server.patch(7, []);
      server.mount({ ...cart, count: 3 });
      expect(store.snapshot()).not.toBe(before);
      expect(store.snapshot()!.lines).toBe(before.lines);
    });

    it("goes on after a rejoin that was refused", async () => {
      server.crash();
      await run(1_000);
      server.reply(server.last("phx_join"), { reason: "join crashed" }, "error");
      expect(store.count).toBe(2);
      await run(2_000);
      server.mount({ ...cart, count: 7 });
      expect(store.count).toBe(7);
    });

    it("sends a command given meanwhile after the rejoin", async () => {
      server.drop();
      const reply = store.dispatchCommand("checkout", {});
      await run(1_000);
      expect(server.count("command")).toBe(0);
      server.mount(cart);
      expect(server.count("command")).toBe(1);
      server.reply(server.last("command"), { total: 3 });
      await expect(reply).resolves.toEqual({ total: 3 });
    });
  });

  describe("commands", () => {
    beforeEach(mount);

    it("carry the store's id, the name and the payload, and give the reply", async () => {
      const reply = store.lines[0]!.dispatchCommand("rename", { label: "coffee" });
      expect(server.last("command")[4]).toEqual({ store_id: ["lines", "1"], name: "rename", payload: { label: "coffee" } });
      server.reply(server.last("command"), { ok: true });
      await expect(reply).resolves.toEqual({ ok: true });
    });

    it("fail with the server's reply", async () => {
      const reply = store.dispatchCommand("nonsense", {});
      server.reply(server.last("command"), { reason: "unknown command" }, "error");
      await expect(reply).rejects.toMatchObject({
        name: "MusubiCommandError",
        kind: "failed",
        code: "unknown command",
        reply: { reason: "unknown command" },
        command: "nonsense",
        storeId: [],
        message: 'Command "nonsense" failed: unknown command',
      });
    });

    it("fail when no answer comes", async () => {
      const reply = expect(store.dispatchCommand("checkout", {})).rejects.toMatchObject({ kind: "timeout", reply: undefined, code: undefined });
      await run(10_000);
      await reply;
    });

    it.each<[name: string, end: () => void, code: string]>([
      ["the store crashes", () => server.crash(), "Crashed"],
      ["the socket drops", () => server.drop(), "Disconnected"],
      ["the root joins again", () => server.patch(7, []), "Disconnected"],
      ["the connection ends", () => void connection.disconnect(), "Disconnected"],
    ])("fail at once when %s", async (_, end, code) => {
      const reply = store.dispatchCommand("checkout", {});
      end();
      await expect(reply).rejects.toMatchObject({ kind: "failed", code });
    });

    it("fail at once after unmount", async () => {
      void (await mounting).unmount();
      await run();
      await expect(store.dispatchCommand("checkout", {})).rejects.toMatchObject({ kind: "failed", code: "Unmounted" });
      expect(server.count("command")).toBe(0);
    });

    it("fail with errors that are known across copies of the package", () => {
      const error = new MusubiCommandError({ kind: "failed", command: "x", storeId: [], reply: { code: "C", error: "E", reason: "R" } });
      expect(error.code).toBe("C");
      expect(new MusubiCommandError({ kind: "failed", command: "x", storeId: [], reply: { error: "E", reason: "R" } }).code).toBe("E");
      expect(new MusubiCommandError({ kind: "failed", command: "x", storeId: [], reply: 42, cause: error })).toMatchObject({ code: undefined, cause: error });
      expect(MusubiCommandError.is(Object.assign(new Error("other copy"), { name: "MusubiCommandError" }))).toBe(true);
      expect([null, new Error("x"), { name: "MusubiCommandError" }].some(MusubiCommandError.is)).toBe(false);
    });
  });

  describe("unmounted", () => {
    it("leaves, keeps the last state and hears no more", async () => {
      await mount();
      void (await mounting).unmount();
      await run();
      expect(server.count("phx_leave")).toBe(1);
      server.patch(1, [{ op: "replace", path: "/count", value: 2 }]);
      await run(60_000);
      expect(store.snapshot()).toEqual(cart);
      expect(listener).not.toHaveBeenCalled();
      expect(server.count("phx_join")).toBe(1);
    });

    it("by the end of the connection, fails a mount that has no answer yet", async () => {
      const failed = expect(mounting).rejects.toMatchObject({ reason: "Disconnected" });
      await connection.disconnect();
      await failed;
      server.reply(server.last("phx_join"), {});
      await run(60_000);
      expect(server.count("phx_join")).toBe(1);
    });

    it("ends a rejoin that is waiting its turn", async () => {
      await mount();
      server.patch(7, []);
      server.mount(cart);
      server.patch(7, []);
      void (await mounting).unmount();
      await run(60_000);
      expect(server.count("phx_join")).toBe(2);
    });
  });
});
