import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect, type MountedStore, type StoreProxy } from "../src/index.js";
import { FakeServer } from "./fakeServer.js";

interface Stores {
  Cart: Musubi.StoreDef<"Cart", { count: number; line: Musubi.StoreField<"Line"> }, {}, { toast: { payload: { msg: string } }; other: { payload: {} } }>;
  Line: Musubi.StoreDef<"Line", {}, {}, { toast: { payload: { msg: string } } }>;
}

const state = { __musubi_store_id__: [], count: 1, line: { __musubi_store_id__: ["line"] } };

describe("push events", () => {
  let server: FakeServer;
  let mounted: MountedStore<"Cart", Stores>;
  let store: StoreProxy<"Cart", Stores>;
  let told: string[];

  const toast = (msg: string, storeId: string[] = []) => ({ name: "toast", store_id: storeId, payload: { msg } });
  const tell = ({ msg }: { msg: string }): void => void told.push(msg);

  beforeEach(async () => {
    // A patch that does not fit is told of there.
    vi.spyOn(console, "warn").mockImplementation(() => {});
    vi.useFakeTimers();
    server = new FakeServer();
    const mounting = (await connect<Stores>(server.socket)).mountStore({ module: "Cart", id: "1" });
    told = [];
    await vi.advanceTimersByTimeAsync(0);
    server.mount(state);
    mounted = await mounting;
    store = mounted.store;
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it("are heard from the store that pushed them, in the order of the envelope", () => {
    store.handleEvent("toast", ({ msg }) => told.push(`root ${msg}`));
    store.line.handleEvent("toast", ({ msg }) => told.push(`line ${msg}`));
    server.push({ base_version: 1, events: [toast("one", ["line"]), { ...toast("else"), name: "other" }, toast("two")] });
    expect(told).toEqual(["line one", "root two"]);
  });

  it("come when the snapshot is up to date and its subscribers know", () => {
    store.handleEvent("toast", ({ msg }) => told.push(`${msg} at ${store.count}`));
    store.subscribe(() => told.push(`count ${store.count}`));
    server.push({ base_version: 1, ops: [{ op: "replace", path: "/count", value: 2 }], events: [toast("saved")] });
    expect(told).toEqual(["count 2", "saved at 2"]);
  });

  it("of a mount come with it", () => {
    store.handleEvent("toast", tell);
    server.crash();
    vi.advanceTimersByTime(1_000);
    server.reply(server.last("phx_join"), {});
    server.push({ base_version: 0, ops: [{ op: "replace", path: "", value: state }], events: [toast("welcome")] });
    expect(told).toEqual(["welcome"]);
  });

  it("of an envelope that comes twice, or does not fit, are not heard again", () => {
    store.handleEvent("toast", tell);
    server.push({ base_version: 1, events: [toast("once")] });
    server.push({ base_version: 1, events: [toast("once")] });
    expect(told).toEqual(["once"]);

    server.mount(state);
    server.push({ base_version: 1, ops: [{ op: "remove", path: "/none" }], events: [toast("never")] });
    expect(told).toEqual(["once"]);
  });

  it("reach the other listeners and leave the root alone when one throws", () => {
    const rethrow = vi.spyOn(globalThis, "queueMicrotask").mockImplementation((task) => expect(task).toThrow("broken"));
    store.handleEvent("toast", () => {
      throw new Error("broken");
    });
    store.handleEvent("toast", tell);
    server.push({ base_version: 1, events: [toast("one")] });
    server.push({ base_version: 2, ops: [{ op: "replace", path: "/count", value: 2 }] });
    expect(told).toEqual(["one"]);
    expect(store.count).toBe(2);
    expect(rethrow).toHaveBeenCalledTimes(1);
    rethrow.mockRestore();
  });

  it("are heard no more once unsubscribed or unmounted", async () => {
    store.handleEvent("toast", tell)();
    server.push({ base_version: 1, events: [toast("one")] });
    store.handleEvent("toast", tell);
    void mounted.unmount();
    await vi.advanceTimersByTimeAsync(0);
    server.push({ base_version: 2, events: [toast("two")] });
    expect(told).toEqual([]);
  });
});
