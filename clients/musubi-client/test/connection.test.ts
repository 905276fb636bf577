import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect, type Connection } from "../src/index.js";
import { FakeServer } from "./fakeServer.js";

describe("connect", () => {
  let server: FakeServer;
  let connection: Connection;
  let statuses: string[];

  const start = (): void => {
    connection = connect(server.socket);
    connection.subscribe(() => statuses.push(connection.status()));
  };

  beforeEach(() => {
    vi.useFakeTimers();
    server = new FakeServer();
    statuses = [];
  });
  afterEach(() => void vi.useRealTimers());

  it("is connecting, then open", async () => {
    start();
    expect(connection.status()).toBe("connecting");
    await vi.advanceTimersByTimeAsync(0);
    expect(statuses).toEqual(["open"]);
  });

  it("takes a socket that is open already", async () => {
    server.socket.connect();
    await vi.advanceTimersByTimeAsync(0);
    start();
    expect(connection.status()).toBe("open");
  });

  it("is reconnecting after a drop, and open once it is back", async () => {
    start();
    await vi.advanceTimersByTimeAsync(0);
    server.drop();
    expect(statuses).toEqual(["open", "reconnecting"]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(statuses).toEqual(["open", "reconnecting", "open"]);
  });

  it("stays connecting while the first attempts fail", async () => {
    server.accepting = false;
    start();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(connection.status()).toBe("connecting");
    server.accepting = true;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(statuses).toEqual(["open"]);
  });

  it("is closed after disconnect, for good", async () => {
    start();
    await vi.advanceTimersByTimeAsync(0);
    connection.mountStore({ module: "Cart", id: "1" });
    connection.disconnect();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(statuses).toEqual(["open", "closed"]);
    expect(server.count("phx_leave")).toBe(1);
    expect(server.count("phx_join")).toBe(1);
  });

  it("calls a listener no more once it has unsubscribed", async () => {
    connection = connect(server.socket);
    const listener = vi.fn();
    connection.subscribe(listener)();
    await vi.advanceTimersByTimeAsync(0);
    expect(listener).not.toHaveBeenCalled();
  });

  it("mounts a pair of module and id once", () => {
    start();
    const mount = { module: "Cart", id: "1" };
    const root = connection.mountStore(mount);
    expect(() => connection.mountStore(mount)).toThrow("Cart:1 is mounted");
    connection.mountStore({ module: "Cart", id: "2" });
    root.unmount();
    expect(() => connection.mountStore(mount)).not.toThrow();
  });
});
