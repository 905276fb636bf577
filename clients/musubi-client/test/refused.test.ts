import { describe, expect, it, vi } from "vitest";
import { connect, type MusubiSocketStatus } from "../src/index.js";
import { cart, Page, type Stores } from "./cartPage.js";
import { FakeServer } from "./fakeServer.js";
import { run, useFakeTime } from "./fakeTime.js";

useFakeTime();

describe("a socket that does not open", () => {
  it.each([
    [401, "refused"],
    [403, "refused"],
    [400, "connecting"],
    [500, "connecting"],
  ])("because of %i is %s", async (status, expected) => {
    const server = new FakeServer();
    server.accepting = false;
    server.status = status;
    const connection = await connect<Stores>(server.socket);
    await vi.waitFor(async () => {
      await run(5_000);
      expect(connection.status()).toBe(expected);
    });
  });

  it("asks a server that does not answer once in ten seconds, by a request that runs nothing there", async () => {
    const server = new FakeServer();
    server.accepting = false;
    const asked: (string | undefined)[] = [];
    globalThis.fetch = (_, { method } = {}) => {
      asked.push(method);
      return Promise.reject(new TypeError("Failed to fetch"));
    };
    const connection = await connect<Stores>(server.socket);
    await vi.waitFor(async () => {
      await run(100);
      expect(asked).toEqual(["HEAD"]);
    });
    await run(9_000);
    expect(asked).toHaveLength(1);
    await run(50_000);
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.length).toBeLessThanOrEqual(7);
    expect(connection.status()).toBe("connecting");
  });

  it("and is refused rejects what waits and what is given, so that it never runs as whoever signs in next", async () => {
    const { server, connection, store } = await new Page().mount();
    server.accepting = false;
    server.status = 401;
    server.drop();
    const waiting = expect(store.dispatchCommand("checkout", {})).rejects.toMatchObject({ code: "Refused" });
    await vi.waitFor(async () => {
      await run(1_000);
      expect(connection.status()).toBe("refused");
    });
    await waiting;
    await expect(store.dispatchCommand("checkout", {})).rejects.toMatchObject({ code: "Refused" });
    server.accepting = true;
    await run(10_000);
    server.mount(cart);
    expect(server.count("command")).toBe(0);
    void store.dispatchCommand("checkout", {}).catch(() => {});
    expect(server.count("command")).toBe(1);
  });

  it("is ready again once it opens", async () => {
    const { server, connection } = await new Page().mount();
    const seen: MusubiSocketStatus[] = [];
    connection.onStatusChange((status) => seen.push(status));
    server.accepting = false;
    server.status = 401;
    server.drop();
    await vi.waitFor(async () => {
      await run(1_000);
      expect(connection.status()).toBe("refused");
    });
    server.accepting = true;
    await run(10_000);
    expect(seen).toEqual(["reconnecting", "refused", "ready"]);
  });
});
