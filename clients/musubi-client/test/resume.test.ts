import { describe, expect, it, vi } from "vitest";
import { connect, fullJitter, type MountedStore, type MusubiConnection, type MusubiSocketStatus, type StoreProxy } from "../src/index.js";
import { type Frame, FakeServer } from "./fakeServer.js";
import { run, useFakeTime } from "./fakeTime.js";

useFakeTime();

interface Stores {
  Counter: Musubi.StoreDef<"Counter", { n: number; log: Musubi.StreamField<{ text: string }> }, { add: { payload: { by: number }; reply: { n: number } } }>;
}

const state = { __musubi_store_id__: [] as string[], n: 1, log: { __musubi_stream__: "log" } };

/** A page on a server that can resume. */
class Page {
  readonly server = new FakeServer();
  readonly statuses: MusubiSocketStatus[] = [];
  connection!: MusubiConnection<Stores>;
  mounted!: MountedStore<"Counter", Stores>;

  get store(): StoreProxy<"Counter", Stores> {
    return this.mounted.store;
  }

  async mount(options: Parameters<typeof connect>[1] = {}): Promise<this> {
    this.connection = await connect<Stores>(this.server.socket, options);
    this.connection.onStatusChange((status) => this.statuses.push(status));
    const mounting = this.connection.mountStore({ module: "Counter", id: "main" });
    await run();
    this.join({ resume: "t1" });
    this.whole(0, 1);
    this.mounted = await mounting;
    return this;
  }

  join(response: object): void {
    this.server.reply(this.server.last("phx_join"), { root_id: "Counter:main", ...response });
  }

  whole(base_version: number, version: number, value: object = state, more: object = {}): void {
    this.server.push({ base_version, version, ops: [{ op: "replace", path: "", value }], ...more });
  }

  set(base_version: number, version: number, n: number): void {
    this.server.patch(base_version, [{ op: "replace", path: "/n", value: n }], version);
  }

  add(by: number, options?: { timeoutMs?: number; signal?: AbortSignal }): Promise<{ n: number }> {
    return this.store.dispatchCommand("add", { by }, options);
  }

  get commands(): Frame[] {
    return this.server.frames.filter(([, , , event]) => event === "command");
  }

  /** What is told of each command on the wire. */
  get sent(): [by: number, cid: number | undefined, ack: number | undefined][] {
    return this.commands.map(([, , , , { payload, cid, ack }]) => [payload.by, cid, ack]);
  }

  async cut(): Promise<void> {
    this.server.drop();
    await run(1_000);
  }
}

describe("a root that can be resumed", () => {
  it("asks at its mount, and says token and version when its socket comes back", async () => {
    const page = await new Page().mount();
    expect(page.server.last("phx_join")[4]).toEqual({ module: "Counter", id: "main", params: {}, limits: true, resume: null });
    page.set(1, 4, 2);
    await page.cut();
    expect(page.server.last("phx_join")[4]).toMatchObject({ resume: "t1", version: 4 });
    page.join({ resume: "t2", resumed: true });
    await page.cut();
    expect(page.server.last("phx_join")[4]).toMatchObject({ resume: "t2", version: 4 });
  });

  it("says the token again when the reply to its join was lost", async () => {
    const page = await new Page().mount();
    await page.cut();
    await page.cut();
    expect(page.server.last("phx_join")[4]).toMatchObject({ resume: "t1", version: 1 });
  });

  it("says it after a channel's error too", async () => {
    const page = await new Page().mount();
    page.server.crash();
    await run(1_000);
    expect(page.server.last("phx_join")[4]).toMatchObject({ resume: "t1", version: 1 });
  });

  it("keeps its document when it is resumed, and applies what it missed", async () => {
    const page = await new Page().mount();
    const before = page.store.snapshot();
    await page.cut();
    page.join({ resume: "t2", resumed: true });
    expect(page.store.snapshot()).toBe(before);
    page.set(1, 3, 2);
    page.set(3, 9, 3);
    expect(page.store.n).toBe(3);
    expect(page.server.count("phx_join")).toBe(2);
  });

  it("takes the whole state from any version, and keeps the items of its streams", async () => {
    const page = await new Page().mount();
    const item = { op: "insert", store_id: [], stream: "log", ref: "0", limit: null, item_key: "a", item: { text: "a" }, at: -1 };
    page.server.push({ base_version: 1, stream_ops: [item] });
    await page.cut();
    page.join({ resume: "t2", resumed: true });
    page.whole(7, 12, { ...state, n: 7 }, { stream_ops: [{ ...item, item_key: "b", item: { text: "b" } }] });
    page.set(12, 13, 8);
    expect(page.store.snapshot()).toMatchObject({ n: 8, log: [{ text: "a" }, { text: "b" }] });
    expect(page.server.count("phx_join")).toBe(2);
  });

  it("is mounted anew when an envelope leads from another version", async () => {
    const page = await new Page().mount();
    page.set(5, 6, 2);
    expect(page.server.last("phx_join")[4]).toMatchObject({ resume: null });
    expect(page.server.count("phx_leave")).toBe(1);
  });

  it("begins afresh when it is gone", async () => {
    const page = await new Page().mount();
    page.set(1, 5, 5);
    await page.cut();
    page.join({ resume: "t2", resumed: false });
    expect(page.store.n).toBe(5);
    page.whole(0, 1);
    page.set(1, 2, 2);
    expect(page.store.n).toBe(2);
  });

  it("mounts one of its own when it is taken over, and never takes it back", async () => {
    const page = await new Page().mount();
    const [joinRef, , topic] = page.server.last("phx_join");
    page.server.send([joinRef, joinRef, topic, "phx_close", { reason: "taken_over" }]);
    expect(page.server.last("phx_join")[4]).toMatchObject({ resume: null });
    page.join({ resume: "own" });
    page.whole(0, 1);
    await page.cut();
    expect(page.server.last("phx_join")[4]).toMatchObject({ resume: "own", version: 1 });
  });
});

describe("a numbered command", () => {
  it("is counted from 1 on, and says up to where every answer is here", async () => {
    const page = await new Page().mount();
    const all = [page.add(1), page.add(2), page.add(3)];
    page.server.reply(page.commands[0]!, { n: 1 });
    page.server.reply(page.commands[2]!, { n: 3 });
    all.push(page.add(4));
    page.server.reply(page.commands[1]!, { n: 2 });
    all.push(page.add(5));
    expect(page.sent).toEqual([[1, 1, 0], [2, 2, 0], [3, 3, 0], [4, 4, 1], [5, 5, 3]]);
    page.server.reply(page.commands[3]!, { n: 4 });
    page.server.reply(page.commands[4]!, { n: 5 });
    await run(100);
    await expect(Promise.all(all)).resolves.toHaveLength(5);
  });

  it("without an answer is sent again after a resume, in order, before newer ones", async () => {
    const page = await new Page().mount();
    const first = page.add(1);
    const second = page.add(2);
    page.server.drop();
    const third = page.add(3);
    await run(1_000);
    page.join({ resume: "t2", resumed: true });
    expect(page.sent.slice(2)).toEqual([[1, 1, 0], [2, 2, 0], [3, 3, 0]]);
    page.commands.slice(2).forEach((frame, n) => page.server.reply(frame, { n }));
    await run(100);
    await expect(Promise.all([first, second, third])).resolves.toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
  });

  it("that was sent is rejected when its root is gone, and one that was not goes to the new root", async () => {
    const page = await new Page().mount();
    const sent = expect(page.add(1)).rejects.toMatchObject({ code: "Disconnected" });
    page.server.drop();
    const waiting = page.add(2);
    await run(1_000);
    page.join({ resume: "t2", resumed: false });
    await sent;
    expect(page.sent.slice(1)).toEqual([[2, 1, 0]]);
    page.server.reply(page.commands[1]!, { n: 2 });
    await run(100);
    await expect(waiting).resolves.toEqual({ n: 2 });
  });

  it.each(["busy", "timeout", "unavailable"])("answered %s is sent again under its number, and newer ones wait", async (reason) => {
    const page = await new Page().mount();
    const first = page.add(1);
    page.server.reply(page.commands[0]!, { reason }, "error");
    void page.add(2);
    expect(page.sent).toHaveLength(1);
    await run(1_000);
    expect(page.sent.slice(1)).toEqual([[1, 1, 0], [2, 2, 0]]);
    page.server.reply(page.commands[1]!, { n: 1 });
    await run(100);
    await expect(first).resolves.toEqual({ n: 1 });
  });

  it.each(["busy", "timeout", "unavailable"])("goes to the root that took the place of one which had answered %s", async (reason) => {
    const page = await new Page().mount();
    const lost = expect(page.add(1)).rejects.toMatchObject({ code: "Disconnected" });
    page.server.reply(page.commands[0]!, { reason }, "error");
    const waiting = page.add(2);
    page.server.drop();
    await run(1_000);
    page.join({ resume: "t2", resumed: false });
    await lost;
    expect(page.sent.slice(1)).toEqual([[2, 1, 0]]);
    page.server.reply(page.commands[1]!, { n: 2 });
    await run(100);
    await expect(waiting).resolves.toEqual({ n: 2 });
  });

  it("that phoenix gives up is sent again, until the caller's time is up", async () => {
    const page = await new Page().mount();
    const first = expect(page.add(1, { timeoutMs: 15_000 })).rejects.toMatchObject({ kind: "timeout" });
    await run(11_000);
    expect(page.sent).toEqual([[1, 1, 0], [1, 1, 0]]);
    await run(4_000);
    await first;
  });

  it("that is stale is rejected", async () => {
    const page = await new Page().mount();
    const first = page.add(1);
    page.server.reply(page.commands[0]!, { reason: "stale" }, "error");
    await expect(first).rejects.toMatchObject({ code: "stale" });
  });

  it("that is aborted while it waits never runs", async () => {
    const page = await new Page().mount();
    page.server.drop();
    const aborter = new AbortController();
    const first = expect(page.add(1, { signal: aborter.signal })).rejects.toThrow("no more");
    aborter.abort(new Error("no more"));
    await first;
    await run(1_000);
    page.join({ resume: "t2", resumed: true });
    expect(page.sent).toEqual([]);
  });

  it("waits in a bounded line while the connection is away", async () => {
    const page = await new Page().mount({ maxWaitingCommands: 2 });
    page.server.drop();
    void page.add(1);
    void page.add(2);
    await expect(page.add(3)).rejects.toMatchObject({ code: "Too many waiting", reply: { limit: 2 } });
    await run(1_000);
    page.join({ resume: "t2", resumed: true });
    expect(page.sent.map(([by]) => by)).toEqual([1, 2]);
  });

  it("stays within the answers that a root keeps, however many are given at once", async () => {
    const page = await new Page().mount();
    const all = Array.from({ length: 200 }, (_, by) => page.add(by));
    for (let n = 0; n < 200; n++) {
      const [by, cid, ack] = page.sent[n]!;
      expect(by).toBe(n);
      expect(cid! - ack!).toBeLessThanOrEqual(64);
      page.server.reply(page.commands[n]!, { n });
    }

    await run(100);
    await expect(Promise.all(all)).resolves.toHaveLength(200);
  });

  it("has no number on a server that cannot resume, and is rejected with its channel", async () => {
    const page = await new Page().mount();
    await page.cut();
    page.join({});
    page.whole(0, 1);
    const sent = expect(page.add(1)).rejects.toMatchObject({ code: "Disconnected" });
    expect(page.sent).toEqual([[1, undefined, undefined]]);
    await page.cut();
    await sent;
    expect(page.server.last("phx_join")[4]).toMatchObject({ resume: null });
  });
});

describe("the status", () => {
  it("says how the page came back, and is ready a moment later", async () => {
    const page = await new Page().mount();
    await page.cut();
    page.join({ resume: "t2", resumed: true });
    await run(3_000);
    await page.cut();
    page.join({ resume: "t3", resumed: false });
    await run(3_000);
    expect(page.statuses).toEqual(["reconnecting", "ready", "resumed", "ready", "reconnecting", "ready", "reloaded", "ready"]);
  });

  it("is ready, as ever, with a server that cannot resume", async () => {
    const page = await new Page().mount();
    await page.cut();
    page.join({});
    await run(10_000);
    expect(page.statuses).toEqual(["reconnecting", "ready"]);
  });
});

it("full jitter spreads over the whole wait, which has an end", () => {
  const random = vi.spyOn(Math, "random").mockReturnValue(0);
  expect(fullJitter.reconnectAfterMs(50)).toBe(0);
  random.mockReturnValue(0.5);
  expect([1, 2, 50].map(fullJitter.rejoinAfterMs)).toEqual([500, 1_000, 5_000]);
});
