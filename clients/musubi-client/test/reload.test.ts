import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MountedStore, MusubiSocketStatus } from "../src/index.js";
import { FakeDocument, FakeLocks, FakeStorage } from "./fakeBrowser.js";
import { run, useFakeTime } from "./fakeTime.js";

useFakeTime();

interface Stores {
  Counter: Musubi.StoreDef<"Counter", { n: number }, { add: { payload: { by: number }; reply: { n: number } } }>;
}

let locks: FakeLocks;
let storage: FakeStorage;

beforeEach(() => {
  vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    const aborter = new AbortController();
    setTimeout(() => aborter.abort(), ms);
    return aborter.signal;
  });
  locks = new FakeLocks();
  storage = new FakeStorage();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** A page in a tab, which asks to go on when it is loaded anew. */
class Page {
  readonly document: FakeDocument;
  readonly statuses: MusubiSocketStatus[] = [];
  mounted: MountedStore<"Counter", Stores> | undefined;

  constructor(tab = storage, globals = {}) {
    this.document = new FakeDocument(locks, tab, globals);
  }

  async open({ surviveReload = true, params = {} } = {}): Promise<this> {
    const { connect } = await this.document.load();
    const connecting = connect<Stores>(this.document.server.socket, { surviveReload });
    await run(1_000);
    const connection = await connecting;
    connection.onStatusChange((status) => this.statuses.push(status));
    void connection.mountStore({ module: "Counter", id: "main", params }).then((mounted) => (this.mounted = mounted));
    await run();
    return this;
  }

  /** What the page says in its last join. */
  get asked(): { resume: string | null; version?: number } {
    return this.document.server.last("phx_join")[4];
  }

  async answer(response: { resume?: string; resumed?: boolean }, [base_version, version]: [number, number] = [0, 1], n = 1): Promise<this> {
    const { server } = this.document;
    server.reply(server.last("phx_join"), { root_id: "Counter:main", ...response });
    server.push({ base_version, version, ops: [{ op: "replace", path: "", value: { __musubi_store_id__: [], n } }] });
    await run();
    return this;
  }

  add(times: number): void {
    for (let n = 0; n < times; n++) {
      this.mounted!.store.dispatchCommand("add", { by: 1 }).catch(() => {});
    }
  }

  get numbers(): [cid: number, ack: number][] {
    return this.document.server.frames.filter(([, , , event]) => event === "command").map(([, , , , { cid, ack }]) => [cid, ack]);
  }

  async answerCommands(): Promise<void> {
    const { server } = this.document;
    for (let n = 0; n < server.count("command"); n++) {
      server.reply(server.frames.filter(([, , , event]) => event === "command")[n]!, { n });
    }

    await run(100);
  }
}

const opened = async (token = "t1"): Promise<Page> => (await new Page().open()).answer({ resume: token });

describe("a page that is loaded anew", () => {
  it("goes on with the root that it had, whose whole state it takes from any version", async () => {
    (await opened()).document.close();
    const page = await new Page().open();
    expect(page.asked).toMatchObject({ resume: "t1", version: 0 });
    await page.answer({ resume: "t2", resumed: true }, [7, 8], 5);
    expect(page.mounted!.store.snapshot()).toMatchObject({ n: 5 });
    expect(page.statuses).toEqual(["resumed"]);
  });

  it("says the newest token", async () => {
    (await opened()).document.close();
    (await (await new Page().open()).answer({ resume: "t2", resumed: true })).document.close();
    expect((await new Page().open()).asked).toMatchObject({ resume: "t2" });
  });

  it("is told that its root is gone, and counts its commands from 1 again", async () => {
    const before = await opened();
    before.add(3);
    before.document.close();
    const page = await (await new Page().open()).answer({ resume: "t2", resumed: false });
    page.add(1);
    expect(page.numbers).toEqual([[1, 0]]);
    expect(page.statuses).toEqual(["reloaded"]);
  });

  it.each([1, 255, 256, 257, 1_000])("numbers its commands above the %i that were used, and asks for none of their answers", async (times) => {
    const before = await opened();
    before.add(times);
    await before.answerCommands();
    const used = Math.max(...before.numbers.map(([cid]) => cid));
    before.document.crash();
    const page = await (await new Page().open()).answer({ resume: "t2", resumed: true });
    page.add(2);
    const [[first], [second]] = page.numbers as [[number, number], [number, number]];
    expect(used).toBe(times);
    expect(first).toBeGreaterThan(used);
    expect(page.numbers).toEqual([[first, first - 1], [second, first - 1]]);
  });

  it("does not send again what had no answer, and numbers above it", async () => {
    const before = await opened();
    before.add(2);
    before.document.close();
    const page = await (await new Page().open()).answer({ resume: "t2", resumed: true });
    expect(page.numbers).toEqual([]);
    page.add(1);
    expect(page.numbers[0]![0]).toBeGreaterThan(2);
  });

  it("is another page for other params", async () => {
    (await opened()).document.close();
    expect((await new Page().open({ params: { room: 2 } })).asked).toMatchObject({ resume: null });
  });

  it("mounts anew what was unmounted", async () => {
    const page = await opened();
    void page.mounted!.unmount();
    await run();
    page.document.close();
    expect((await new Page().open()).asked).toMatchObject({ resume: null });
  });

  it("goes on with the root of its own that it mounted when the first was taken over", async () => {
    const page = await opened();
    const [joinRef, , topic] = page.document.server.last("phx_join");
    page.document.server.send([joinRef, joinRef, topic, "phx_close", { reason: "taken_over" }]);
    await run();
    expect(page.asked).toMatchObject({ resume: null });
    await page.answer({ resume: "own" });
    page.document.close();
    expect((await new Page().open()).asked).toMatchObject({ resume: "own" });
  });

  it("keeps nothing of a root that the page after it did not mount", async () => {
    (await opened()).document.close();
    (await new Page().open({ params: { room: 2 } })).document.close();
    expect((await new Page().open()).asked).toMatchObject({ resume: null });
  });

  it("keeps nothing unless it is asked to", async () => {
    const page = await (await new Page().open({ surviveReload: false })).answer({ resume: "t1" });
    page.document.close();
    expect(storage.items.size).toBe(0);
    expect((await new Page().open({ surviveReload: false })).asked).toMatchObject({ resume: null });
  });
});

describe("a duplicated tab", () => {
  it("mounts a root of its own, and both go on with theirs", async () => {
    const first = await opened();
    const copy = new FakeStorage(storage.items);
    const second = await new Page(copy).open();
    expect(second.asked).toMatchObject({ resume: null });
    await second.answer({ resume: "second" });
    first.document.close();
    second.document.close();
    expect((await new Page().open()).asked).toMatchObject({ resume: "t1" });
    expect((await new Page(copy).open()).asked).toMatchObject({ resume: "second" });
  });

  it("of a tab that is in the back/forward cache has its root until that one is back, which never asks for the answers to its commands", async () => {
    const first = await opened();
    const copy = new FakeStorage(storage.items);
    first.document.hide();
    await run();
    expect(locks.isHeldBy(first.document)).toBe(false);
    const second = await new Page(copy).open();
    expect(second.asked).toMatchObject({ resume: "t1" });
    await second.answer({ resume: "t2", resumed: true });
    second.add(100);
    first.document.show();
    await run(3_000);
    await first.answer({ resume: "t3", resumed: true }, [1, 2]);
    first.add(1);
    expect(first.numbers[0]![0]).toBeGreaterThan(Math.max(...second.numbers.map(([cid]) => cid)));
    const [joinRef, , topic] = second.document.server.last("phx_join");
    second.document.server.send([joinRef, joinRef, topic, "phx_close", { reason: "taken_over" }]);
    await run();
    await second.answer({ resume: "second" });
    first.document.close();
    second.document.close();
    expect((await new Page().open()).asked).toMatchObject({ resume: "t3" });
    expect((await new Page(copy).open()).asked).toMatchObject({ resume: "second" });
  });
});

describe("a page from the back/forward cache", () => {
  it("goes on with its root, and holds the lock again", async () => {
    const page = await opened();
    page.document.hide();
    page.document.show();
    await run(1_000);
    expect(page.asked).toMatchObject({ resume: "t1", version: 1 });
    expect(locks.isHeldBy(page.document)).toBe(true);
    await page.answer({ resume: "t2", resumed: true }, [1, 2]);
    page.document.close();
    expect((await new Page().open()).asked).toMatchObject({ resume: "t2" });
  });

  it("goes on where another document of its tab was with the same root", async () => {
    const page = await opened();
    page.document.hide();
    const between = await (await new Page().open()).answer({ resume: "t2", resumed: true });
    between.add(3);
    between.document.close();
    page.document.show();
    await run(1_000);
    expect(page.asked).toMatchObject({ resume: "t2", version: 1 });
    await page.answer({ resume: "t3", resumed: true }, [1, 9]);
    page.add(1);
    expect(page.numbers[0]![0]).toBeGreaterThan(Math.max(...between.numbers.map(([cid]) => cid)));
  });
});

describe("a browser that cannot tell tabs apart, or keeps nothing", () => {
  const forbidden = (): never => {
    throw new DOMException("forbidden", "SecurityError");
  };

  it.each([
    ["without Web Locks", { navigator: {} }],
    ["without a navigator", { navigator: undefined }],
    ["without crypto.randomUUID, as where the origin is not secure", { crypto: {} }],
    ["without sessionStorage", { sessionStorage: undefined }],
    ["whose sessionStorage is forbidden", { sessionStorage: { getItem: forbidden, setItem: forbidden, removeItem: forbidden } }],
  ])("%s mounts anew", async (_, globals) => {
    (await opened()).document.close();
    const page = await new Page(storage, globals).open();
    expect(page.asked).toMatchObject({ resume: null });
    await page.answer({ resume: "t2" });
    expect(page.mounted!.store.snapshot()).toMatchObject({ n: 1 });
  });

  it("whose storage is full from the start, or later, mounts anew", async () => {
    storage.isFull = true;
    (await opened()).document.close();
    expect((await new Page().open()).asked).toMatchObject({ resume: null });
    storage.isFull = false;
    const page = await opened();
    storage.isFull = true;
    page.add(300);
    await page.answerCommands();
    page.document.crash();
    storage.isFull = false;
    expect((await new Page().open()).asked).toMatchObject({ resume: null });
  });

  it.each(["", "no JSON", "null", "7", "[]", "{}", '{"owner":1,"roots":{}}', '{"owner":"musubi:x","roots":{"a":null}}', '{"owner":"musubi:x","roots":7}'])(
    "whose storage holds %j mounts anew",
    async (text) => {
      storage.items.set("musubi:page", text);
      expect((await new Page().open()).asked).toMatchObject({ resume: null });
    },
  );
});
