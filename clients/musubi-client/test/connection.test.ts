import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect, type MusubiConnection, type SocketLike } from "../src/index.js";
import { FakeServer } from "./fakeServer.js";

interface Stores {
  Cart: Musubi.StoreDef<"Cart", { count: number }, {}>;
}

describe("connect", () => {
  let server: FakeServer;
  let connection: MusubiConnection<Stores>;
  let statuses: string[];

  const start = async (): Promise<void> => {
    connection = await connect<Stores>(server.socket);
    connection.onStatusChange((status) => statuses.push(status));
  };
  const run = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

  beforeEach(() => {
    vi.useFakeTimers();
    server = new FakeServer();
    statuses = [];
  });
  afterEach(() => void vi.useRealTimers());

  it("is connecting, then ready", async () => {
    server.accepting = false;
    await start();
    expect(connection.status()).toBe("connecting");
    server.accepting = true;
    await run(5_000);
    expect(statuses).toEqual(["ready"]);
    expect(connection.status()).toBe("ready");
  });

  it("takes a socket that is open already", async () => {
    server.socket.connect();
    await run();
    await start();
    expect(connection.status()).toBe("ready");
  });

  it("takes a socket that does not tell how it fares", async () => {
    const bare: SocketLike = { connect: vi.fn(), channel: vi.fn() };
    expect((await connect(bare)).status()).toBe("ready");
  });

  it("is reconnecting after a drop, and ready once it is back", async () => {
    await start();
    await run();
    server.drop();
    expect(connection.status()).toBe("reconnecting");
    await run(1_000);
    expect(statuses.slice(-2)).toEqual(["reconnecting", "ready"]);
  });

  it("leaves every root when it is disconnected, and the socket to its owner", async () => {
    await start();
    const mounting = connection.mountStore({ module: "Cart", id: "1" });
    await run();
    server.mount({ count: 1 });
    await mounting;
    await connection.disconnect();
    await connection.disconnect();
    expect(server.count("phx_leave")).toBe(1);
    expect(server.socket.isConnected()).toBe(true);
    statuses.length = 0;
    server.drop();
    expect(statuses).toEqual([]);
    await expect(connection.mountStore({ module: "Cart", id: "1" })).rejects.toThrow("Disconnected");
  });

  it("shares roots with other connections over the socket, each of which lets go of its own", async () => {
    await start();
    const second = await connect<Stores>(server.socket);
    const mountings = [connection, second].map((each) => each.mountStore({ module: "Cart", id: "1" }));
    void second.mountStore({ module: "Cart", id: "2" }).catch(() => {});
    await run();
    expect(server.count("phx_join")).toBe(2);
    server.frames.reverse();
    server.mount({ count: 1 });
    const [mounted] = await Promise.all(mountings);

    await Promise.all([second.disconnect(), run()]);
    expect(server.frames.filter(([, , , event]) => event === "phx_leave").map(([, , topic]) => topic)).toEqual(["musubi:connection:Cart:2"]);
    expect(mounted!.store.count).toBe(1);
    await connection.disconnect();
    expect(server.count("phx_leave")).toBe(2);
  });

  it("joins topics with the prefix that it is given", async () => {
    const other = await connect<Stores>(server.socket, { topic: "shop" });
    void other.mountStore({ module: "Cart", id: "1" });
    await run();
    expect(server.last("phx_join")[2]).toBe("shop:Cart:1");
  });

  it("calls a listener no more once it has unsubscribed", async () => {
    await start();
    const listener = vi.fn();
    connection.onStatusChange(listener)();
    await run();
    expect(listener).not.toHaveBeenCalled();
  });
});
