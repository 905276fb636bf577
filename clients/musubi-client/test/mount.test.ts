import { describe, expect, it } from "vitest";
import { connect } from "../src/index.js";
import { cart, Page, type Stores } from "./cartPage.js";
import { FakeServer } from "./fakeServer.js";
import { run, useFakeTime } from "./fakeTime.js";

useFakeTime();

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
