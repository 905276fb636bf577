import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect, type MountedRoot, type PushEvent } from "../src/index.js";
import { FakeServer } from "./fakeServer.js";

describe("push events", () => {
  let server: FakeServer;
  let root: MountedRoot<{ count: number }>;
  let told: string[];

  const toast = (msg: string, storeId: string[] = []) => ({ name: "toast", store_id: storeId, payload: { msg } });

  beforeEach(async () => {
    vi.useFakeTimers();
    server = new FakeServer();
    root = connect(server.socket).mountStore({ module: "Cart", id: "1" });
    told = [];
    await vi.advanceTimersByTimeAsync(0);
    server.mount({ count: 1 });
  });
  afterEach(() => void vi.useRealTimers());

  it("tell what happened and in which store, in the order of the envelope", () => {
    const heard: [unknown, PushEvent][] = [];
    root.onEvent("toast", (payload, event) => heard.push([payload, event]));
    server.push({ base_version: 1, events: [toast("one", ["lines", "a"]), { ...toast("else"), name: "other" }, toast("two")] });
    expect(heard).toEqual([
      [{ msg: "one" }, { name: "toast", storeId: ["lines", "a"], payload: { msg: "one" } }],
      [{ msg: "two" }, { name: "toast", storeId: [], payload: { msg: "two" } }],
    ]);
  });

  it("come when the snapshot is up to date and its subscribers know", () => {
    root.onEvent<{ msg: string }>("toast", ({ msg }) => told.push(`${msg} at ${root.snapshot()?.count}`));
    root.subscribe(() => told.push(`count ${root.snapshot()?.count}`));
    server.push({ base_version: 1, ops: [{ op: "replace", path: "/count", value: 2 }], events: [toast("saved")] });
    expect(told).toEqual(["count 2", "saved at 2"]);
  });

  it("of a mount come with it", () => {
    root.onEvent<{ msg: string }>("toast", ({ msg }) => told.push(msg));
    server.crash();
    vi.advanceTimersByTime(1_000);
    const join = server.last("phx_join");
    server.reply(join, {});
    server.push({ base_version: 0, ops: [{ op: "replace", path: "", value: { count: 1 } }], events: [toast("welcome")] });
    expect(told).toEqual(["welcome"]);
  });

  it("of an envelope that comes twice, or does not fit, are not heard again", () => {
    root.onEvent<{ msg: string }>("toast", ({ msg }) => told.push(msg));
    server.push({ base_version: 1, events: [toast("once")] });
    server.push({ base_version: 1, events: [toast("once")] });
    expect(told).toEqual(["once"]);

    server.mount({ count: 1 });
    server.push({ base_version: 1, ops: [{ op: "remove", path: "/none" }], events: [toast("never")] });
    expect(told).toEqual(["once"]);
  });

  it("reach the other listeners and leave the root alone when one throws", () => {
    const rethrow = vi.spyOn(globalThis, "queueMicrotask").mockImplementation((task) => expect(task).toThrow("broken"));
    root.onEvent("toast", () => {
      throw new Error("broken");
    });
    root.onEvent<{ msg: string }>("toast", ({ msg }) => told.push(msg));
    server.push({ base_version: 1, events: [toast("one")] });
    server.push({ base_version: 2, ops: [{ op: "replace", path: "/count", value: 2 }] });
    expect(told).toEqual(["one"]);
    expect(root.snapshot()?.count).toBe(2);
    expect(rethrow).toHaveBeenCalledTimes(1);
    rethrow.mockRestore();
  });

  it("are heard no more once unsubscribed, or unmounted by who was told before", () => {
    root.onEvent<{ msg: string }>("toast", ({ msg }) => told.push(msg))();
    server.push({ base_version: 1, events: [toast("one")] });
    root.onEvent("toast", () => told.push("heard"));
    root.subscribe(root.unmount);
    server.push({ base_version: 2, ops: [{ op: "replace", path: "/count", value: 2 }], events: [toast("two")] });
    expect(told).toEqual([]);
  });
});
