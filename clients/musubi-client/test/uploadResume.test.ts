import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect, type UploadEntry, type UploadHandle } from "../src/index.js";
import { FakeServer, type Frame } from "./fakeServer.js";
import { run, useFakeTime } from "./fakeTime.js";

const bytes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const config = { accept: "any", max_entries: 1, max_file_size: 1_000, chunk_size: 4 };
const state = { __musubi_store_id__: [], avatar: { __musubi_upload__: "avatar" } };
const rootTopic = "musubi:connection:";
const topic = "musubi_upload:u_1";

useFakeTime();

describe("an upload whose socket is lost", () => {
  let server: FakeServer;
  let upload: UploadHandle;
  let version: number;
  let done: Promise<void>;

  const ops = (...fields: object[]): void => server.push({ base_version: version++, upload_ops: fields.map((field) => ({ store_id: [], upload: "avatar", ...field })) });
  const entry = (): UploadEntry | undefined => upload.entries[0];
  const joins = (): Frame[] => server.frames.filter(([, , to, event]) => event === "phx_join" && to === topic);
  const chunks = (): number[][] => server.frames.filter(([, , , event]) => event === "chunk").map(([, , , , chunk]) => [...chunk]);
  const answerRoot = (fields: object): void => server.reply(server.last("phx_join", rootTopic), { root_id: "Profile:1", ...fields });
  const letIn = (response: object): void => server.reply(joins().at(-1)!, response);
  const answerChunk = (progress: number): void => server.reply(server.last("chunk"), { progress });
  const whole = (): void => {
    server.push({ base_version: 0, ops: [{ op: "replace", path: "", value: state }], upload_ops: [{ store_id: [], upload: "avatar", op: "config", config }] });
    version = 1;
  };

  /** Loses the socket, and lets phoenix open another one. */
  const loseSocket = async (): Promise<void> => {
    server.drop();
    await run(20);
  };

  beforeEach(async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    server = new FakeServer();
    const mounting = (await connect<any>(server.socket)).mountStore({ module: "Profile", id: "1" });
    await run();
    answerRoot({ resume: "t1" });
    whole();
    upload = ((await mounting) as any).store.avatar;
    await upload.select([]);
    const selected = upload.select([new File([new Uint8Array(bytes)], "a.png")]);
    server.reply(server.last("allow_upload"), { ref: "avatar", config, entries: { 0: { type: "channel", entry_ref: "u_1", token: "token" } }, errors: [] });
    await selected;
    done = upload.start();
    letIn({ offset: 0 });
    await run();
    answerChunk(40);
    await run();
    expect(chunks()).toEqual([bytes.slice(0, 4), bytes.slice(4, 8)]);
  });
  afterEach(() => void vi.restoreAllMocks());

  it("waits for its root, and goes on from the byte that the server has", async () => {
    await loseSocket();
    expect(joins()).toHaveLength(1);
    expect(entry()).toMatchObject({ status: "uploading", progress: 40 });

    answerRoot({ resume: "t2", resumed: true });
    await run();
    expect(joins()).toHaveLength(2);
    expect(joins()[1]![4]).toEqual({ token: "token", resume: true });
    letIn({ offset: 8 });
    await run();
    expect(chunks().slice(2)).toEqual([bytes.slice(8)]);
    expect(server.last("chunk")[0]).toBe(joins()[1]![0]);

    answerChunk(100);
    ops({ op: "complete", ref: "u_1" });
    await done;
    expect(entry()).toMatchObject({ status: "success", progress: 100 });
    expect(server.count("phx_leave")).toBe(0);
  });

  it("sends again what the server does not have, and shows no step back", async () => {
    await loseSocket();
    answerRoot({ resume: "t2", resumed: true });
    await run();
    letIn({ offset: 2 });
    await run();
    expect(chunks().slice(2)).toEqual([bytes.slice(2, 6)]);
    answerChunk(60);
    expect(entry()?.progress).toBe(60);
  });

  it("goes on as often as the socket is lost", async () => {
    for (const [token, offset] of [
      ["t2", 4],
      ["t3", 8],
    ] as const) {
      await loseSocket();
      answerRoot({ resume: token, resumed: true });
      await run();
      letIn({ offset });
      await run();
    }

    expect(chunks().slice(2)).toEqual([bytes.slice(4, 8), bytes.slice(8)]);
  });

  it("asks again while the server refuses because the root is not there yet", async () => {
    await loseSocket();
    answerRoot({ resume: "t2", resumed: true });
    await run();
    server.reply(joins().at(-1)!, { reason: "unauthorized" }, "error");
    await run(1_000);
    expect(joins()).toHaveLength(3);
    expect(server.count("cancel_upload")).toBe(0);
    letIn({ offset: 8 });
    await run();
    expect(chunks()).toHaveLength(3);
  });

  it("is done when all of it is there", async () => {
    await loseSocket();
    answerRoot({ resume: "t2", resumed: true });
    await run();
    letIn({ offset: 10 });
    ops({ op: "complete", ref: "u_1" });
    await done;
    expect(chunks()).toHaveLength(2);
    expect(entry()?.status).toBe("success");
  });

  it.each<[name: string, op: object, status: string]>([
    ["failed", { op: "error", ref: "u_1", error: { code: "internal", message: "internal upload error" } }, "error"],
    ["completed", { op: "complete", ref: "u_1" }, "success"],
  ])("ends when it was %s meanwhile", async (_, op, status) => {
    await loseSocket();
    answerRoot({ resume: "t2", resumed: true });
    ops(op);
    await run();
    server.reply(joins().at(-1)!, { reason: "unauthorized" }, "error");
    await done;
    await run(60_000);
    expect(joins()).toHaveLength(2);
    expect(entry()?.status).toBe(status);
  });

  it("ends when its root was mounted anew", async () => {
    await loseSocket();
    answerRoot({ resume: "t2", resumed: false });
    whole();
    await done;
    await run(60_000);
    expect(upload.entries).toEqual([]);
    expect(chunks()).toHaveLength(2);
  });

  it("can be cancelled while it waits", async () => {
    await loseSocket();
    const cancelled = upload.cancel("u_1");
    answerRoot({ resume: "t2", resumed: true });
    await run();
    server.reply(server.last("cancel_upload"), {});
    await cancelled;
    await done;
    expect(joins()).toHaveLength(1);
    expect(upload.entries).toEqual([]);
  });

  it("waits longer for an answer than phoenix takes to notice that the socket is dead", async () => {
    await run(60_000);
    expect(entry()?.status).toBe("uploading");
    await run(30_000);
    expect(entry()).toMatchObject({ status: "error", errors: [{ code: "interrupted", message: "timeout" }] });
  });
});
