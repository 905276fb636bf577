import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from "vitest";
import asyncLoadingOk from "../../../tests/Musubi.TestKit/Frames/async_loading_ok.json";
import eventOnlyCycle from "../../../tests/Musubi.TestKit/Frames/event_only_cycle.json";
import streamInsert from "../../../tests/Musubi.TestKit/Frames/stream_insert.json";
import streamReset from "../../../tests/Musubi.TestKit/Frames/stream_reset.json";
import uploadCancel from "../../../tests/Musubi.TestKit/Frames/upload_cancel.json";
import uploadPreflightOk from "../../../tests/Musubi.TestKit/Frames/upload_preflight_ok.json";
import { type AsyncResult, connect, type MountedRoot, type PushEvent, type Stream, streamKeys, type Uploader } from "../src/index.js";
import { FakeServer } from "./fakeServer.js";

interface Recording {
  readonly frames: readonly { readonly dir: string; readonly event: string; readonly payload: any }[];
}

describe("frames recorded from a Musubi server", () => {
  let server: FakeServer;
  let root: MountedRoot<any>;
  let s3: Mock<Uploader>;

  beforeEach(() => {
    vi.useFakeTimers();
    s3 = vi.fn<Uploader>(() => new Promise(() => {}));
  });
  afterEach(() => void vi.useRealTimers());

  /** Mounts the recording's root, sends what its client sent, and answers what its server answered. */
  const replay = async ({ frames }: Recording, onMounted = (): void => {}): Promise<void> => {
    server = new FakeServer();
    const connection = connect(server.socket, { uploaders: { s3 } });
    for (const { dir, event, payload } of frames) {
      if (event === "phx_join") {
        root = connection.mountStore(payload);
        onMounted();
        await vi.advanceTimersByTimeAsync(0);
      } else if (dir === "out") {
        send(event, payload);
        expect(server.frames.at(-1)?.slice(3)).toEqual([event, payload]);
      } else if (event === "phx_reply") {
        server.reply(server.frames.at(-1)!, payload.response, payload.status);
        await vi.advanceTimersByTimeAsync(0);
      } else {
        server.push(payload);
      }
    }

    expect(server.count("phx_join")).toBe(1);
  };

  const send = (event: string, payload: any): void => {
    switch (event) {
      case "command":
        void root.dispatch(payload.store_id, payload.name, payload.payload);
        break;
      case "allow_upload":
        void root.upload(payload.store_id, payload.name).add(
          payload.entries.map(({ name, size, type }: any) => new File([new Uint8Array(size)], name, { type })),
        );
        break;
      case "cancel_upload":
        void root.upload(payload.store_id, payload.name).cancel(payload.ref);
        break;
      default:
        throw new Error(`The recording's client sends ${event}.`);
    }
  };

  it("insert into a stream at its end and its head", async () => {
    await replay(streamInsert);
    const items: Stream<{ id: string }> = root.snapshot().items;
    expect(items.map((item) => item.id)).toEqual(["0", "1", "2", "9"]);
    expect(streamKeys(items)).toEqual(["item-0", "item-1", "item-2", "item-9"]);
  });

  it("reset a stream and fill it", async () => {
    await replay(streamReset);
    expect(root.snapshot()).toEqual({ __musubi_store_id__: [], title: "stream", items: [{ id: "1" }, { id: "2" }, { id: "3" }] });
  });

  it("bring an async value", async () => {
    const seen: AsyncResult<{ name: string }>[] = [];
    await replay(asyncLoadingOk, () => root.subscribe(() => seen.push(root.snapshot().profile)));
    expect(seen.map(({ status, result }) => [status, result])).toEqual([
      ["loading", null],
      ["ok", { name: "ada" }],
    ]);
  });

  it("push an event without a change of state", async () => {
    const events: PushEvent[] = [];
    await replay(eventOnlyCycle, () => root.onEvent("toast", (_, event) => events.push(event)));
    expect(events).toEqual([{ name: "toast", storeId: [], payload: { msg: "saved" } }]);
  });

  it("let a file in", async () => {
    await replay(uploadPreflightOk);
    expect(root.upload([], "avatar").snapshot()).toEqual({
      config: { accept: [".png"], maxEntries: 2, maxFileSize: 1_000_000, chunkSize: 1024 },
      entries: [{ ref: "u_0001", name: "a.png", size: 2048, type: "image/png", progress: 0, status: "pending", errors: [] }],
    });
    expect(s3.mock.calls[0]?.[0]).toMatchObject({ ref: "u_0001", file: { name: "a.png" } });
    expect(s3.mock.calls[0]?.[1]).toEqual({ url: "https://uploads.example.test/a.png" });
  });

  it("cancel a file", async () => {
    await replay(uploadCancel);
    expect(root.upload([], "avatar").snapshot().entries).toEqual([]);
    expect(s3.mock.calls[0]?.[0].signal.aborted).toBe(true);
  });
});
