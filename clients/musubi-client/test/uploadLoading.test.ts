import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { UploadHandle } from "../src/index.js";
import { FakeServer } from "./fakeServer.js";

const wireConfig = { accept: [".png"], max_entries: 2, max_file_size: 1_000, chunk_size: 4 };
const op = (fields: object) => ({ store_id: [], upload: "avatar", ...fields });
const configOp = op({ op: "config", config: wireConfig });
const addOp = (ref: string) =>
  op({ op: "add", ref, entry: { ref, client_name: "a.png", client_size: 10, client_type: "image/png", progress: 0, status: "pending", errors: [] } });

describe("an upload whose code is not loaded yet", () => {
  let server: FakeServer;
  let store: any;
  let upload: UploadHandle;
  let unmount: () => Promise<void>;
  /** Lets the code come. */
  let load: (() => void) | undefined;
  let fail: (error: Error) => void;
  let loads: number;
  let warn: ReturnType<typeof vi.spyOn>;

  const until = (check: () => void): Promise<void> => vi.waitFor(check, { interval: 1, timeout: 10_000 });
  const mount = (upload_ops: object[] = [configOp]): void => {
    server.reply(server.last("phx_join", "musubi:connection:"), {});
    server.push({ base_version: 0, ops: [{ op: "replace", path: "", value: { __musubi_store_id__: [], avatar: { __musubi_upload__: "avatar" } } }], upload_ops });
  };

  beforeEach(async () => {
    // The client anew, as in a page that has just been opened.
    vi.resetModules();
    loads = 0;
    load = undefined;
    vi.doMock("../src/uploads/upload.js", async (original) => {
      loads += 1;
      const code = await original<object>();
      return new Promise((resolve, reject) => {
        load = () => resolve(code);
        fail = reject;
      });
    });
    warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { connect } = await import("../src/index.js");
    server = new FakeServer();
    const mounting = (await connect<any>(server.socket)).mountStore({ module: "Profile", id: "1" });
    await until(() => expect(server.count("phx_join")).toBe(1));
    mount();
    ({ store, unmount } = await mounting);
    upload = store.avatar;
    await until(() => expect(load).toBeDefined());
  });
  afterEach(() => {
    vi.doUnmock("../src/uploads/upload.js");
    vi.restoreAllMocks();
    void unmount();
  });

  it("shows nothing, in a page that is there", () => {
    expect(upload).toMatchObject({ status: "idle", isIdle: true, entries: [], errors: [], progress: 0, config: { accept: "any", maxEntries: 1 } });
    expect(loads).toBe(1);
  });

  it("stays the same object, and shows what the server said meanwhile, in its order", async () => {
    const listener = vi.fn();
    store.subscribe(listener);
    server.push({ base_version: 1, upload_ops: [addOp("u_1")] });
    server.push({ base_version: 2, upload_ops: [op({ op: "progress", ref: "u_1", progress: 40 })] });
    expect(upload.entries).toEqual([]);
    load!();
    await until(() => expect(upload.entries).toMatchObject([{ ref: "u_1", progress: 40 }]));
    expect(upload.config).toEqual({ accept: [".png"], maxEntries: 2, maxFileSize: 1_000, chunkSize: 4 });
    expect(store.avatar).toBe(upload);
    expect(listener).toHaveBeenCalledTimes(1);
    server.push({ base_version: 3, upload_ops: [op({ op: "complete", ref: "u_1" })] });
    expect(upload.isSuccess).toBe(true);
  });

  it("asks when it is, for the files as they were", async () => {
    const input = [new File(["0123456789"], "a.png")];
    void upload.select(input).catch(() => {});
    input.length = 0;
    load!();
    await until(() => expect(server.count("allow_upload")).toBe(1));
    expect(server.last("allow_upload")[4]).toMatchObject({ store_id: [], entries: [{ name: "a.png" }] });
  });

  it("forgets what the server said before another mount", async () => {
    server.push({ base_version: 1, upload_ops: [addOp("u_1")] });
    server.push({ base_version: 99 });
    await until(() => expect(server.count("phx_join")).toBe(2));
    mount();
    load!();
    await until(() => expect(upload.config.maxEntries).toBe(2));
    expect(upload.entries).toEqual([]);
  });

  it("has its root mounted again when what the server said was malformed", async () => {
    server.push({ base_version: 1, upload_ops: [op({ op: "pause", ref: "u_1" })] });
    expect(server.count("phx_join")).toBe(1);
    load!();
    await until(() => expect(server.count("phx_join")).toBe(2));
    expect(warn).toHaveBeenCalledTimes(1);
    mount();
    expect(upload.config.maxEntries).toBe(2);
  });

  it("leaves the page as it is when its code cannot be loaded, and says so to who needs it", async () => {
    const selecting = expect(upload.select([])).rejects.toThrow();
    fail(new Error("no such file"));
    await selecting;
    server.push({ base_version: 1, ops: [{ op: "add", path: "/count", value: 1 }], upload_ops: [addOp("u_1")] });
    expect(store.count).toBe(1);
    expect(server.count("phx_join")).toBe(1);
  });
});
