import { describe, expect, it, vi } from "vitest";
import { connect } from "../src/index.js";
import { cart, Page, type Stores } from "./cartPage.js";
import { FakeServer } from "./fakeServer.js";
import { run, useFakeTime } from "./fakeTime.js";

useFakeTime();

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
