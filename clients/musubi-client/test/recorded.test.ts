import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from "vitest";
import asyncLoadingOk from "../../../tests/Musubi.TestKit/Frames/async_loading_ok.json";
import eventOnlyCycle from "../../../tests/Musubi.TestKit/Frames/event_only_cycle.json";
import streamInsert from "../../../tests/Musubi.TestKit/Frames/stream_insert.json";
import streamReset from "../../../tests/Musubi.TestKit/Frames/stream_reset.json";
import uploadCancel from "../../../tests/Musubi.TestKit/Frames/upload_cancel.json";
import uploadPreflightOk from "../../../tests/Musubi.TestKit/Frames/upload_preflight_ok.json";
import { connect, type ExternalUploader, type UploadHandle } from "../src/index.js";
import { FakeServer } from "./fakeServer.js";

interface Recording {
  readonly frames: readonly { readonly dir: string; readonly event: string; readonly payload: any }[];
}

describe("frames recorded from a Musubi server", () => {
  let server: FakeServer;
  let root: any;
  let s3: Mock<ExternalUploader>;

  beforeEach(() => {
    vi.useFakeTimers();
    s3 = vi.fn<ExternalUploader>(() => new Promise(() => {}));
  });
  afterEach(() => void vi.useRealTimers());

  /** Mounts the recording's root, sends what its client sent, and answers what its server answered. */
  const replay = async ({ frames }: Recording, onMounted = (): void => {}): Promise<void> => {
    server = new FakeServer();
    const connection = await connect<any>(server.socket, { uploaders: { s3 } });
    root = undefined;
    for (const { dir, event, payload } of frames) {
      if (event === "phx_join") {
        void connection.mountStore(payload).then(({ store }) => {
          root = store;
          onMounted();
        });
        await vi.advanceTimersByTimeAsync(0);
      } else if (dir === "out") {
        await send(event, payload);
        expect(server.frames.at(-1)?.slice(3)).toEqual([event, payload]);
      } else if (event === "phx_reply") {
        server.reply(server.frames.at(-1)!, payload.response, payload.status);
      } else {
        server.push(payload);
      }

      await vi.advanceTimersByTimeAsync(0);
    }

    expect(server.count("phx_join")).toBe(1);
  };

  /** The upload, once what sends its files is loaded. */
  const upload = async ({ store_id, name }: any): Promise<UploadHandle> => {
    expect(store_id).toEqual([]);
    await root[name].select([]);
    return root[name];
  };

  const send = async (event: string, payload: any): Promise<void> => {
    switch (event) {
      case "command":
        expect(payload.store_id).toEqual([]);
        void root.dispatchCommand(payload.name, payload.payload);
        break;
      case "allow_upload": {
        const { select, start } = await upload(payload);
        void select(payload.entries.map(({ name, size, type }: any) => new File([new Uint8Array(size)], name, { type }))).then(start);
        break;
      }
      case "cancel_upload":
        void (await upload(payload)).cancel(payload.ref);
        break;
      default:
        throw new Error(`The recording's client sends ${event}.`);
    }
  };

  it("insert into a stream at its end and its head", async () => {
    await replay(streamInsert);
    expect(root.items.map((item: { id: string }) => item.id)).toEqual(["0", "1", "2", "9"]);
    expect(root.snapshot().items).toBe(root.items);
  });

  it("reset a stream and fill it", async () => {
    await replay(streamReset);
    expect(root.snapshot()).toEqual({ __musubi_store_id__: [], title: "stream", items: [{ id: "1" }, { id: "2" }, { id: "3" }] });
  });

  it("bring an async value", async () => {
    const seen: unknown[] = [];
    await replay(asyncLoadingOk, () => {
      seen.push(root.profile);
      root.subscribe(() => seen.push(root.profile));
    });
    expect(seen).toEqual([
      { status: "loading", data: null, error: null },
      { status: "ok", data: { name: "ada" }, error: null },
    ]);
  });

  it("push an event without a change of state", async () => {
    const events: unknown[] = [];
    await replay(eventOnlyCycle, () => root.handleEvent("toast", (payload: unknown) => events.push(payload)));
    expect(events).toEqual([{ msg: "saved" }]);
  });

  it("let a file in", async () => {
    await replay(uploadPreflightOk);
    expect(root.avatar.config).toEqual({ accept: [".png"], maxEntries: 2, maxFileSize: 1_000_000, chunkSize: 1024 });
    expect(root.avatar.entries).toMatchObject([
      { ref: "u_0001", clientName: "a.png", clientSize: 2048, clientType: "image/png", progress: 0, status: "pending", errors: [] },
    ]);
    expect(s3.mock.calls[0]?.[0]).toMatchObject({
      entry: { ref: "u_0001" },
      file: { name: "a.png" },
      meta: { url: "https://uploads.example.test/a.png" },
    });
  });

  it("cancel a file", async () => {
    await replay(uploadCancel);
    expect(root.avatar.entries).toEqual([]);
    expect(s3.mock.calls[0]?.[0].signal.aborted).toBe(true);
  });
});
