// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect, type MusubiConnection, type StoreProxy } from "../src/index.js";
import { FakeServer } from "./fakeServer.js";

interface Stores {
  Cart: Musubi.StoreDef<"Cart", { count: number }, { checkout: { payload: {}; reply: { total: number } } }>;
}

const cart = (count: number): object => ({ __musubi_store_id__: [], count });

/** What phoenix.js does of itself when the browser freezes a page, and what roots make of it. */
describe("a page in the back/forward cache", () => {
  let server: FakeServer;
  let connection: MusubiConnection<Stores>;
  let store: StoreProxy<"Cart", Stores>;

  const run = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
  const transition = (type: "pagehide" | "pageshow"): boolean => window.dispatchEvent(Object.assign(new Event(type), { persisted: true }));

  beforeEach(async () => {
    vi.useFakeTimers();
    server = new FakeServer();
    connection = await connect<Stores>(server.socket);
    const mounting = connection.mountStore({ module: "Cart", id: "1" });
    await run();
    server.mount(cart(1));
    ({ store } = await mounting);
  });
  afterEach(() => {
    server.socket.disconnect();
    vi.useRealTimers();
  });

  it("lets go of the socket, which would keep it out of the cache, and shows its last state", async () => {
    transition("pagehide");
    await run(60_000);
    expect(server.socket.isConnected()).toBe(false);
    expect(connection.status()).toBe("reconnecting");
    expect(store.count).toBe(1);
    expect(server.count("phx_join")).toBe(1);
  });

  it("mounts its roots again when it is shown, and keeps its proxies", async () => {
    const listener = vi.fn();
    store.subscribe(listener);
    transition("pagehide");
    await run(60_000);
    transition("pageshow");
    await run();
    expect(server.count("phx_join")).toBe(2);
    server.mount(cart(2));
    server.patch(1, [{ op: "replace", path: "/count", value: 3 }]);
    expect(connection.status()).toBe("ready");
    expect(store.count).toBe(3);
    expect(listener).toHaveBeenCalledTimes(2);
  });

  it("settles its commands: what was under way fails, what comes in between is answered after", async () => {
    const sent = expect(store.dispatchCommand("checkout", {})).rejects.toMatchObject({ code: "Disconnected" });
    transition("pagehide");
    await sent;
    const kept = store.dispatchCommand("checkout", {});
    transition("pageshow");
    await run();
    server.mount(cart(1));
    server.reply(server.last("command"), { total: 2 });
    await expect(kept).resolves.toEqual({ total: 2 });
  });

  it("stays away from a socket that its owner disconnected", async () => {
    server.socket.disconnect();
    transition("pagehide");
    transition("pageshow");
    await run(60_000);
    expect(server.socket.isConnected()).toBe(false);
  });
});
