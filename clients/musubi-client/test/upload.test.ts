import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect, type ExternalUploader, MusubiUploadError, type UploadEntry, type UploadHandle } from "../src/index.js";
import { FakeServer } from "./fakeServer.js";

const wireConfig = { accept: [".png"], max_entries: 2, max_file_size: 1_000, chunk_size: 4 };
const file = (name = "a.png", bytes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]): File => new File([new Uint8Array(bytes)], name, { type: "image/png" });

describe("an upload", () => {
  let server: FakeServer;
  let store: any;
  let unmount: () => Promise<void>;
  let upload: UploadHandle;
  let listener: ReturnType<typeof vi.fn<() => void>>;
  let version: number;
  let s3: ReturnType<typeof vi.fn<ExternalUploader>>;

  const state = { __musubi_store_id__: [], avatar: { __musubi_upload__: "avatar" }, other: { n: 1 } };
  const op = (fields: object) => ({ store_id: [], upload: "avatar", ...fields });
  const ops = (...upload_ops: object[]): void => server.push({ base_version: version++, upload_ops });
  const add = (ref: string, name = "a.png"): void =>
    ops(
      op({
        op: "add",
        ref,
        entry: { ref, client_name: name, client_size: 10, client_type: "image/png", progress: 0, status: "pending", errors: [] },
      }),
    );
  const entry = (ref = "u_1"): UploadEntry | undefined => upload.entries.find((candidate) => candidate.ref === ref);
  const until = (check: () => void): Promise<void> => vi.waitFor(check, { interval: 1, timeout: 10_000 });
  const sent = (event: string, count = 1): Promise<void> => until(() => expect(server.count(event)).toBe(count));
  const mount = (): void => {
    server.reply(server.last("phx_join", "musubi:connection:"), {});
    server.push({ base_version: 0, ops: [{ op: "replace", path: "", value: state }], upload_ops: [op({ op: "config", config: wireConfig })] });
    version = 1;
  };

  /** Selects files, and lets the server answer: what each is permitted, or the error it gets. */
  const select = async (files: File[], ...answers: ({ type: string } | { code: string; message: string })[]) => {
    const selected = upload.select(files);
    const indexed = answers.map((answer, index) => [String(index), answer] as const);
    server.reply(server.last("allow_upload"), {
      ref: "avatar",
      config: wireConfig,
      entries: Object.fromEntries(indexed.filter(([, answer]) => "type" in answer)),
      errors: indexed.filter(([, answer]) => "code" in answer).map(([client_ref, error]) => ({ client_ref, error })),
    });
    const result = await selected;
    answers.forEach((answer) => "entry_ref" in answer && add(answer.entry_ref as string));
    return result;
  };
  /** The same, and sends what may be sent. */
  const send = async (...args: Parameters<typeof select>): Promise<{ done: Promise<void> }> => {
    await select(...args);
    return { done: upload.start() };
  };
  const channelPermit = (ref = "u_1") => ({ type: "channel", entry_ref: ref, token: `token of ${ref}` });
  const externalPermit = (uploader = "s3") => ({ type: "external", entry_ref: "u_1", uploader, meta: { url: "https://bucket.test/a" } });

  beforeEach(async () => {
    // A patch that does not fit is told of there.
    vi.spyOn(console, "warn").mockImplementation(() => {});
    server = new FakeServer();
    s3 = vi.fn<ExternalUploader>();
    const mounting = (await connect<any>(server.socket, { uploaders: { s3 } })).mountStore({ module: "Profile", id: "1" });
    await sent("phx_join");
    mount();
    ({ store, unmount } = await mounting);
    upload = store.avatar;
    // Asks nothing, and is done when what sends is loaded.
    await upload.select([]);
    listener = vi.fn();
    store.subscribe(listener);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
    void unmount();
  });

  describe("as the server tells of it", () => {
    it("has the server's configuration, and nothing in it yet", () => {
      expect(upload).toMatchObject({ status: "idle", isIdle: true, entries: [], errors: [], progress: 0 });
      expect(upload.config).toEqual({ accept: [".png"], maxEntries: 2, maxFileSize: 1_000, chunkSize: 4 });
      ops(op({ op: "config", config: { ...wireConfig, accept: "any" } }));
      expect(upload.config.accept).toBe("any");
      expect(listener).toHaveBeenCalledTimes(1);
    });

    it("is one object in the proxy, that always tells how it is now", () => {
      add("u_1");
      expect(store.avatar).toBe(upload);
      expect(upload.entries).toHaveLength(1);
      expect(Object.keys(upload)).toContain("entries");
      expect(() => Object.assign(upload, { entries: [] })).toThrow(TypeError);
    });

    it("stays in a snapshot as it was then, and does the same", async () => {
      const before = store.snapshot();
      add("u_1");
      const after = store.snapshot();
      expect([before.avatar.entries, after.avatar.entries].map((entries) => entries.length)).toEqual([0, 1]);
      expect(after.other).toBe(before.other);
      expect([after.avatar, after.avatar.entries, after.avatar.entries[0], after.avatar.config].every(Object.isFrozen)).toBe(true);
      before.avatar.select([file()]).catch(() => {});
      expect(server.count("allow_upload")).toBe(1);
    });

    it("follows an entry to its success", () => {
      add("u_1");
      expect(entry()).toMatchObject({ ref: "u_1", clientName: "a.png", clientSize: 10, clientType: "image/png", progress: 0, status: "pending", errors: [] });
      expect([entry()?.isPending, entry()?.isUploading, upload.isSelecting]).toEqual([true, false, true]);
      ops(op({ op: "progress", ref: "u_1", progress: 40 }));
      expect(entry()).toMatchObject({ progress: 40, status: "uploading", isUploading: true });
      expect(upload).toMatchObject({ progress: 40, status: "uploading", isUploading: true });
      ops(op({ op: "complete", ref: "u_1" }));
      expect(entry()).toMatchObject({ progress: 100, status: "success", isSuccess: true });
      expect(upload.isSuccess).toBe(true);
      ops(op({ op: "progress", ref: "u_1", progress: 90 }));
      expect(entry()).toMatchObject({ progress: 100, status: "success" });
    });

    it("follows entries to their errors, their cancellation and the reset", () => {
      add("u_1");
      add("u_2");
      add("u_3");
      ops(op({ op: "error", ref: "u_1", error: { code: "too_large", message: "file exceeds the maximum size" } }), op({ op: "cancel", ref: "u_2" }));
      expect(entry("u_1")).toMatchObject({ isError: true, errors: [{ code: "too_large", message: "file exceeds the maximum size" }] });
      expect(upload.entries.map(({ ref }) => ref)).toEqual(["u_1", "u_3"]);
      expect(upload.isError).toBe(true);
      ops(op({ op: "error", error: { code: "too_many_files", message: "too many files selected" } }));
      expect(upload.errors).toMatchObject([{ code: "too_many_files" }]);
      ops(op({ op: "reset" }));
      expect(upload).toMatchObject({ config: { chunkSize: 4 }, entries: [], errors: [], isIdle: true });
    });

    it("is idle when a command has consumed what it had", () => {
      add("u_1");
      ops(op({ op: "complete", ref: "u_1" }));
      expect(upload.status).toBe("success");
      ops(op({ op: "cancel", ref: "u_1" }));
      expect(upload.status).toBe("idle");
    });

    it("shares what did not change, and tells of changes only", () => {
      add("u_1");
      add("u_2");
      listener.mockClear();
      const before = store.snapshot().avatar;
      ops(op({ op: "progress", ref: "u_1", progress: 40 }));
      const after = store.snapshot().avatar;
      expect(after).not.toBe(before);
      expect(after.config).toBe(before.config);
      expect(after.entries[1]).toBe(before.entries[1]);
      ops(op({ op: "progress", ref: "u_1", progress: 40 }));
      ops(op({ op: "cancel", ref: "unknown" }), { ...op({ op: "reset" }), upload: "nowhere" });
      expect(store.snapshot().avatar).toBe(after);
      expect(listener).toHaveBeenCalledTimes(1);
    });

    it("is empty again when its store goes, and after a remount", async () => {
      add("u_1");
      server.push({
        base_version: version++,
        ops: [{ op: "add", path: "/child", value: { __musubi_store_id__: ["child"], avatar: { __musubi_upload__: "avatar" } } }],
        upload_ops: [{ ...op({ op: "add", entry: { ref: "u_2", client_name: "b", client_size: 1, client_type: "", progress: 0, status: "pending", errors: [] } }), store_id: ["child"] }],
      });
      const { child } = store;
      expect(child.avatar.entries).toHaveLength(1);
      expect(child.avatar).not.toBe(upload);
      const gone = child.avatar;
      server.push({ base_version: version++, ops: [{ op: "remove", path: "/child" }] });
      expect(gone.entries).toEqual([]);
      expect(entry()).toBeDefined();

      server.push({ base_version: 99 });
      await sent("phx_join", 2);
      mount();
      expect(store.avatar).toBe(upload);
      expect(upload).toMatchObject({ config: { chunkSize: 4 }, entries: [] });
    });

    it.each<[name: string, fields: object]>([
      ["of an unknown kind", { op: "pause", ref: "u_1" }],
      ["without a ref", { op: "complete" }],
      ["without an entry", { op: "add", ref: "u_1" }],
      ["without a chunk size", { op: "config", config: { ...wireConfig, chunk_size: 0 } }],
      ["for no store", { op: "reset", store_id: null }],
    ])("takes no operation %s: the root joins again", async (_, fields) => {
      add("u_1");
      ops(op({ op: "complete", ref: "u_1" }), op(fields));
      await sent("phx_join", 2);
      expect(entry()?.status).toBe("pending");
    });
  });

  describe("given files", () => {
    it("asks first, and says what was let in and what was not", async () => {
      const files = [file("a.png"), file("b.txt"), file("c.png")];
      const selected = select(files, channelPermit(), { code: "not_accepted", message: "file type is not accepted" });
      expect(upload.isSelecting).toBe(true);
      expect(await selected).toMatchObject([{ ref: "u_1", clientName: "a.png", clientSize: 10, clientType: "image/png", status: "pending" }]);
      expect(server.last("allow_upload")[4]).toEqual({
        store_id: [],
        name: "avatar",
        entries: files.map(({ name }, index) => ({ client_ref: String(index), name, size: 10, type: "image/png" })),
      });
      expect(upload.errors.map(({ code }) => code)).toEqual(["not_accepted", "preflight_rejected"]);
      expect(upload).toMatchObject({ status: "error", isError: true });
      expect(upload.entries).toHaveLength(1);
      expect(server.count("phx_join")).toBe(1);
    });

    it("forgets the errors of the selection before", async () => {
      await select([file()], { code: "too_large", message: "file exceeds the maximum size" });
      await select([file()], channelPermit());
      expect(upload).toMatchObject({ errors: [], status: "selecting" });
    });

    it("asks nothing for none", async () => {
      expect(await upload.select([])).toEqual([]);
      expect(server.count("allow_upload")).toBe(0);
    });

    it("fails with the server's reason", async () => {
      const selected = upload.select([file()]);
      server.reply(server.last("allow_upload"), { reason: "unknown store" }, "error");
      await expect(selected).rejects.toBeInstanceOf(MusubiUploadError);
      await expect(selected).rejects.toMatchObject({ kind: "failed", reason: "unknown store", upload: "avatar", storeId: [] });
      expect(upload.status).toBe("idle");
    });

    it("fails when no answer comes, or the root is unmounted", async () => {
      vi.useFakeTimers();
      const selected = upload.select([file()]).catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(await selected).toMatchObject({ kind: "timeout" });
      void unmount();
      await vi.advanceTimersByTimeAsync(0);
      await expect(upload.select([file()])).rejects.toMatchObject({ kind: "failed", reason: "Unmounted" });
    });
  });

  describe("over a channel of its own", () => {
    const topic = "musubi_upload:u_1";
    const join = () => server.last("phx_join", topic);
    const answerChunk = (progress: number): void => server.reply(server.last("chunk"), { progress });
    const close = (): void => server.send([join()[0], join()[0], topic, "phx_close", {}]);

    /** Up to the first chunk, which has no answer yet. */
    const start = async (added = file()): Promise<{ done: Promise<void> }> => {
      const started = await send([added], channelPermit());
      server.reply(join(), {});
      await sent("chunk");
      return started;
    };

    it("joins with the token, and sends each chunk after the answer to the one before", async () => {
      await start();
      expect(upload.isUploading).toBe(true);
      expect(join()[4]).toEqual({ token: "token of u_1", resume: true });
      expect(server.last("chunk").slice(2)).toEqual([topic, "chunk", new Uint8Array([1, 2, 3, 4])]);
      expect(server.last("chunk")[0]).toBe(join()[0]);

      answerChunk(40);
      await sent("chunk", 2);
      expect(server.last("chunk")[4]).toEqual(new Uint8Array([5, 6, 7, 8]));
      expect(entry()).toMatchObject({ progress: 40, status: "uploading" });

      answerChunk(80);
      await sent("chunk", 3);
      expect(server.last("chunk")[4]).toEqual(new Uint8Array([9, 10]));
    });

    it("is done when the server says so, and leaves the closing to it", async () => {
      const { done } = await start(file("a.png", [1, 2]));
      const settled = vi.fn();
      void done.then(settled);
      answerChunk(100);
      close();
      await until(() => expect(entry()).toMatchObject({ progress: 100, status: "uploading" }));
      expect(settled).not.toHaveBeenCalled();
      ops(op({ op: "complete", ref: "u_1" }));
      await done;
      expect(upload).toMatchObject({ status: "success", isSuccess: true });
      expect(server.count("phx_leave")).toBe(0);
    });

    it("sends an empty file as one empty chunk", async () => {
      const { done } = await start(file("a.png", []));
      expect(server.last("chunk")[4]).toEqual(new Uint8Array());
      answerChunk(100);
      close();
      ops(op({ op: "complete", ref: "u_1" }));
      await done;
      expect(server.count("chunk")).toBe(1);
    });

    it("sends several files at once", async () => {
      await send([file("a.png"), file("b.png")], channelPermit("u_1"), channelPermit("u_2"));
      expect(server.count("phx_join")).toBe(3);
      server.reply(server.last("phx_join", "musubi_upload:u_2"), {});
      server.reply(join(), {});
      await sent("chunk", 2);
    });

    it("sends a file once", async () => {
      await start();
      void upload.start();
      expect(server.count("phx_join")).toBe(2);
    });

    it("cancels by leaving, and tells the server", async () => {
      const { done } = await start();
      const cancelled = upload.cancel("u_1");
      expect(server.last("phx_leave")[2]).toBe(topic);
      expect(server.last("cancel_upload")[4]).toEqual({ store_id: [], name: "avatar", ref: "u_1" });
      ops(op({ op: "cancel", ref: "u_1" }));
      server.reply(server.last("cancel_upload"), {});
      await cancelled;
      await done;
      answerChunk(40);
      expect(upload).toMatchObject({ status: "idle", entries: [] });
      expect(server.count("chunk")).toBe(1);
      expect(server.count("phx_leave")).toBe(1);
    });

    it("cancels what is selected and not sent", async () => {
      await select([file()], channelPermit());
      const cancelled = upload.cancel();
      server.reply(server.last("cancel_upload"), {});
      await cancelled;
      await upload.start();
      expect(server.count("phx_join")).toBe(1);
    });

    it("takes back an entry that the server has forgotten", async () => {
      add("u_9");
      const cancelled = upload.cancel("u_9");
      server.reply(server.last("cancel_upload"), {});
      await cancelled;
      expect(entry("u_9")).toBeUndefined();
    });

    it("takes back all entries, and forgets the errors", async () => {
      await select([file(), file()], channelPermit(), { code: "too_many_files", message: "too many files selected" });
      const reset = upload.reset();
      server.reply(server.last("cancel_upload"), {});
      await reset;
      expect(upload).toMatchObject({ status: "idle", entries: [], errors: [] });
    });

    it("has the server's error when it refuses a chunk", async () => {
      const { done } = await start();
      server.reply(server.last("chunk"), { reason: "chunk too large" }, "error");
      await done;
      expect(entry()).toMatchObject({ status: "error", errors: [{ code: "interrupted", message: "chunk too large" }] });
      expect(upload.isError).toBe(true);
      ops(op({ op: "error", ref: "u_1", error: { code: "chunk_too_large", message: "chunk size exceeded the configured limit" } }));
      expect(entry()?.errors.map(({ code }) => code)).toEqual(["chunk_too_large"]);
    });

    it("is interrupted when it may not join, and frees its place", async () => {
      await send([file()], channelPermit());
      server.reply(join(), { reason: "unauthorized" }, "error");
      await until(() => expect(entry()).toMatchObject({ status: "error", errors: [{ code: "interrupted", message: "unauthorized" }] }));
      expect(server.last("cancel_upload")[4]).toMatchObject({ ref: "u_1" });
      ops(op({ op: "cancel", ref: "u_1" }));
      expect(entry()?.status).toBe("error");
      expect(server.count("phx_join")).toBe(2);
    });

    it.each<[name: string, end: () => void]>([
      ["the server closes", close],
      ["the channel crashes", () => server.send([join()[0], join()[0], topic, "phx_error", { reason: "channel_crash" }])],
      ["the socket drops", () => server.drop()],
    ])("is interrupted when %s, and does not join again", async (_, end) => {
      await start();
      vi.useFakeTimers();
      end();
      await vi.advanceTimersByTimeAsync(60_000);
      expect(entry()).toMatchObject({ status: "error", errors: [{ code: "interrupted", message: "closed" }] });
      expect(server.frames.filter(([, , to, event]) => event === "phx_join" && to === topic)).toHaveLength(1);
    });

    it("is interrupted when a chunk has no answer", async () => {
      vi.useFakeTimers();
      await start();
      await vi.advanceTimersByTimeAsync(10_000);
      expect(entry()?.errors).toEqual([{ code: "interrupted", message: "timeout" }]);
      expect(server.last("phx_leave")[2]).toBe(topic);
    });

    it("is interrupted when the file cannot be read", async () => {
      const broken = file();
      broken.slice = () => ({ arrayBuffer: () => Promise.reject(new Error("gone from the disk")) }) as unknown as Blob;
      await send([broken], channelPermit());
      server.reply(join(), {});
      await until(() => expect(entry()?.errors).toEqual([{ code: "interrupted", message: "gone from the disk" }]));
      expect(server.last("phx_leave")[2]).toBe(topic);
    });

    it.each<[name: string, end: () => Promise<unknown>]>([
      ["root is unmounted", () => unmount()],
      [
        "root mounts afresh",
        async () => {
          server.push({ base_version: 99 });
          await until(() => expect(server.frames.filter(([, , to, event]) => event === "phx_join" && to !== topic)).toHaveLength(2));
          mount();
        },
      ],
    ])("leaves when the %s", async (_, end) => {
      const { done } = await start();
      await end();
      await done;
      expect(server.last("phx_leave", topic)).toBeDefined();
      answerChunk(40);
      expect(server.count("chunk")).toBe(1);
    });

    it("leaves when its store goes", async () => {
      server.push({ base_version: version++, ops: [{ op: "add", path: "/child", value: { ...state, __musubi_store_id__: ["child"] } }] });
      upload = store.child.avatar;
      await upload.select([]);
      const { done } = await start();
      server.push({ base_version: version++, ops: [{ op: "remove", path: "/child" }] });
      await done;
      expect(server.last("phx_leave", topic)).toBeDefined();
    });
  });

  describe("with an uploader", () => {
    /** Lets the uploader run until it is told how to end. */
    const start = async () => {
      const { promise, resolve, reject } = withResolvers();
      s3.mockReturnValue(promise);
      const added = file();
      const { done } = await send([added], externalPermit());
      return { added, resolve, reject, done, onProgress: s3.mock.calls[0]![0].onProgress };
    };

    it("hands it the file and what the store said, and completes when it is done", async () => {
      const { added, resolve, done } = await start();
      expect(s3).toHaveBeenCalledWith({
        entry: entry(),
        file: added,
        meta: { url: "https://bucket.test/a" },
        onProgress: expect.any(Function) as () => void,
        signal: expect.any(AbortSignal) as AbortSignal,
      });
      expect(server.count("upload_progress")).toBe(0);
      resolve();
      await sent("upload_progress");
      expect(server.last("upload_progress")[4]).toEqual({ store_id: [], name: "avatar", ref: "u_1", progress: 100 });
      server.reply(server.last("upload_progress"), {});
      ops(op({ op: "complete", ref: "u_1" }));
      await done;
      expect(upload.isSuccess).toBe(true);
    });

    it("reports whole percents, forward only, and 100 not before the end", async () => {
      const { onProgress, resolve } = await start();
      [33.4, 33.9, 20, Number.NaN, -5, 100, 250].forEach(onProgress);
      expect(server.frames.filter(([, , , event]) => event === "upload_progress").map((frame) => frame[4].progress)).toEqual([33, 99]);
      expect(entry()).toMatchObject({ progress: 99, status: "uploading" });
      resolve();
      await sent("upload_progress", 3);
      onProgress(50);
      expect(server.count("upload_progress")).toBe(3);
    });

    it.each<[name: string, permit: object, fail: (reject: (error: unknown) => void) => void, message: string]>([
      ["rejects", externalPermit(), (reject) => reject(new Error("403 from the bucket")), "403 from the bucket"],
      ["is not registered", externalPermit("gcs"), () => {}, 'No uploader is registered as "gcs".'],
      ["is named like something else", externalPermit("toString"), () => {}, 'No uploader is registered as "toString".'],
    ])("tells the server when it %s", async (_, permit, fail, message) => {
      const { promise, reject } = withResolvers();
      s3.mockReturnValue(promise);
      await send([file()], permit as { type: string });
      fail(reject);
      await sent("upload_error");
      expect(server.last("upload_error")[4]).toEqual({ store_id: [], name: "avatar", ref: "u_1", code: "external_failed", message });
      expect(server.count("upload_progress")).toBe(0);
    });

    it("is aborted when the server takes the entry out", async () => {
      await start();
      ops(op({ op: "cancel", ref: "u_1" }));
      expect(s3.mock.calls[0]![0].signal.aborted).toBe(true);
    });

    it("is aborted when the entry is cancelled, and says no more", async () => {
      const { reject, onProgress, done } = await start();
      const { signal } = s3.mock.calls[0]![0];
      signal.addEventListener("abort", () => reject(signal.reason));
      const cancelled = upload.cancel("u_1");
      server.reply(server.last("cancel_upload"), {});
      await cancelled;
      await done;
      onProgress(50);
      expect(signal.aborted).toBe(true);
      expect(server.count("upload_error") + server.count("upload_progress")).toBe(0);
    });
  });
});

function withResolvers(): { promise: Promise<void>; resolve: () => void; reject: (error: unknown) => void } {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
