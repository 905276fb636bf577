import { describe, expect, it } from "vitest";
import { connect, nextSnapshot, type StoreProxy, waitFor } from "../src/index.js";
import { cart, Page, type Stores } from "./cartPage.js";
import { FakeServer } from "./fakeServer.js";
import { run, useFakeTime } from "./fakeTime.js";

useFakeTime();

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
