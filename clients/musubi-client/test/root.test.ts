import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect, type MountedRoot, MusubiCommandError, MusubiMountError, type StoreNode } from "../src/index.js";
import { FakeServer } from "./fakeServer.js";

interface Line extends StoreNode {
  readonly label: string;
}

interface Cart extends StoreNode {
  readonly count: number;
  readonly lines: readonly Line[];
}

const cart: Cart = {
  __musubi_store_id__: [],
  count: 1,
  lines: [{ __musubi_store_id__: ["lines", "line-1"], label: "tea" }],
};

describe("a mounted root", () => {
  let server: FakeServer;
  let root: MountedRoot<Cart>;
  let listener: ReturnType<typeof vi.fn<() => void>>;

  const run = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

  beforeEach(async () => {
    vi.useFakeTimers();
    server = new FakeServer();
    root = connect(server.socket).mountStore<Cart>({ module: "Cart", id: "1", params: { currency: "eur" } });
    listener = vi.fn();
    root.subscribe(listener);
    await run();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  describe("mounting", () => {
    it("joins the root's own topic with module, id and params", () => {
      const [joinRef, ref, topic, , payload] = server.last("phx_join");
      expect(topic).toBe("musubi:connection:Cart:1");
      expect(payload).toEqual({ module: "Cart", id: "1", params: { currency: "eur" } });
      expect(joinRef).toBe(ref);
    });

    it("has no snapshot before the first patch, and the server's state after it", () => {
      expect(root.snapshot()).toBeUndefined();
      server.mount(cart);
      expect(root.snapshot()).toEqual(cart);
      expect(listener).toHaveBeenCalledTimes(1);
    });

    it("tells why it was refused, and lets phoenix try again", async () => {
      server.reply(server.last("phx_join"), { reason: "unauthorized" }, "error");
      expect(root.error()).toBeInstanceOf(MusubiMountError);
      expect(root.error()).toMatchObject({ reason: "unauthorized", module: "Cart", id: "1" });
      expect(listener).toHaveBeenCalledTimes(1);

      await run(1_000);
      server.mount(cart);
      expect(root.error()).toBeUndefined();
      expect(root.snapshot()).toEqual(cart);
    });

    it("reports a join that nobody answers", async () => {
      await run(10_000);
      expect(root.error()?.reason).toBe("timeout");
    });

    it("survives a refusal without a reason", () => {
      server.reply(server.last("phx_join"), {}, "error");
      expect(root.error()?.reason).toBe("unknown");
    });
  });

  describe("patches", () => {
    beforeEach(() => {
      server.mount(cart);
      listener.mockClear();
    });

    it("change the snapshot and share the rest", () => {
      const before = root.snapshot();
      server.patch(1, [{ op: "replace", path: "/count", value: 2 }]);
      expect(root.snapshot()).toEqual({ ...cart, count: 2 });
      expect(root.snapshot()?.lines).toBe(before?.lines);
      expect(listener).toHaveBeenCalledTimes(1);
    });

    it("without operations move the version on, and nobody is told", () => {
      server.patch(1, []);
      expect(listener).not.toHaveBeenCalled();
      server.patch(2, [{ op: "replace", path: "/count", value: 3 }]);
      expect(root.snapshot()?.count).toBe(3);
      expect(server.count("phx_join")).toBe(1);
    });

    it("reach every listener, also beside one that throws", () => {
      const failure = new Error("broken listener");
      const rethrow = vi.spyOn(globalThis, "queueMicrotask").mockImplementation((task) => expect(task).toThrow(failure));
      const other = vi.fn();
      root.subscribe(() => {
        throw failure;
      });
      root.subscribe(other);
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
    ])("that %s: the root leaves, joins again, and keeps its last good state meanwhile", (_, send) => {
      const [joinRef] = server.last("phx_join");
      send();
      expect(root.snapshot()).toEqual(cart);
      expect(listener).not.toHaveBeenCalled();
      expect(server.last("phx_leave")[0]).toBe(joinRef);
      expect(server.count("phx_join")).toBe(2);

      server.mount({ ...cart, count: 5 });
      server.patch(1, [{ op: "replace", path: "/count", value: 6 }]);
      expect(root.snapshot()?.count).toBe(6);
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
      expect(root.snapshot()).toEqual(cart);
      expect(server.count("phx_join")).toBe(2);
    });
  });

  describe("recovery", () => {
    beforeEach(() => {
      server.mount(cart);
      server.patch(1, [{ op: "replace", path: "/count", value: 2 }]);
    });

    it("keeps the last state through a dropped socket, then takes the fresh one", async () => {
      server.drop();
      expect(root.snapshot()?.count).toBe(2);
      await run(1_000);
      expect(server.count("phx_join")).toBe(2);
      server.mount({ ...cart, count: 7 });
      expect(root.snapshot()?.count).toBe(7);
    });

    it("keeps the last state through a crash, then takes the fresh one", async () => {
      server.crash();
      expect(root.snapshot()?.count).toBe(2);
      await run(1_000);
      expect(server.count("phx_join")).toBe(2);
      server.mount({ ...cart, count: 7 });
      server.patch(1, [{ op: "replace", path: "/count", value: 8 }]);
      expect(root.snapshot()?.count).toBe(8);
      expect(server.count("phx_join")).toBe(2);
    });

    it("sends a command given meanwhile after the rejoin", async () => {
      server.drop();
      void root.dispatch([], "checkout");
      await run(1_000);
      expect(server.count("command")).toBe(0);
      server.mount(cart);
      expect(server.count("command")).toBe(1);
    });
  });

  describe("dispatch", () => {
    beforeEach(() => server.mount(cart));

    it("sends the store's id, the name and the payload, and gives the reply", async () => {
      const reply = root.dispatch<{ total: number }>(["lines", "line-1"], "rename", { label: "coffee" });
      expect(server.last("command")[4]).toEqual({ store_id: ["lines", "line-1"], name: "rename", payload: { label: "coffee" } });
      server.reply(server.last("command"), { total: 3 });
      await expect(reply).resolves.toEqual({ total: 3 });
    });

    it("takes a store's object in the snapshot for its id, and no payload for an empty one", () => {
      void root.dispatch(root.snapshot()!.lines[0]!, "drop");
      expect(server.last("command")[4]).toEqual({ store_id: ["lines", "line-1"], name: "drop", payload: {} });
    });

    it("fails with the server's reason", async () => {
      const reply = root.dispatch([], "nonsense");
      server.reply(server.last("command"), { reason: "unknown command" }, "error");
      await expect(reply).rejects.toThrow(MusubiCommandError);
      await expect(reply).rejects.toMatchObject({ kind: "error", reason: "unknown command", command: "nonsense", storeId: [] });
    });

    it("fails when no answer comes, as after a crash", async () => {
      const reply = root.dispatch([], "checkout").catch((error: unknown) => error);
      server.crash();
      await run(10_000);
      expect(await reply).toMatchObject({ kind: "timeout", reason: "timeout", command: "checkout" });
    });

    it("fails at once after unmount", async () => {
      root.unmount();
      await expect(root.dispatch([], "checkout")).rejects.toMatchObject({ kind: "error", reason: "unmounted" });
      expect(server.count("command")).toBe(0);
    });
  });

  describe("unmount", () => {
    it("leaves, keeps the last state and hears no more", async () => {
      server.mount(cart);
      listener.mockClear();
      root.unmount();
      root.unmount();
      expect(server.count("phx_leave")).toBe(1);
      server.patch(1, [{ op: "replace", path: "/count", value: 2 }]);
      await run(60_000);
      expect(root.snapshot()).toEqual(cart);
      expect(listener).not.toHaveBeenCalled();
      expect(server.count("phx_join")).toBe(1);
    });

    it("ends a mount that has no answer yet", async () => {
      root.unmount();
      server.reply(server.last("phx_join"), { reason: "unauthorized" }, "error");
      await run(60_000);
      expect(root.error()).toBeUndefined();
      expect(listener).not.toHaveBeenCalled();
      expect(server.count("phx_join")).toBe(1);
    });

    it("ends a rejoin that is waiting its turn", async () => {
      server.mount(cart);
      server.patch(7, []);
      server.mount(cart);
      server.patch(7, []);
      root.unmount();
      await run(60_000);
      expect(server.count("phx_join")).toBe(2);
    });
  });
});
