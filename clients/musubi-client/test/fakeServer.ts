import { Socket } from "phoenix";

/** A frame as it stands on the wire: `[join_ref, ref, topic, event, payload]`. */
export type Frame = [joinRef: string | null, ref: string | null, topic: string, event: string, payload: any];

type State = 0 | 1 | 2 | 3;

/**
 * The far end of a real phoenix `Socket`: it takes the place of the WebSocket alone, so that joins, refs, rejoins and
 * timeouts are phoenix' own. It answers nothing by itself but heartbeats and `phx_leave`.
 */
export class FakeServer {
  readonly frames: Frame[] = [];
  readonly socket: Socket;
  /** Whether connection attempts succeed. */
  accepting = true;
  /** Whether it answers no heartbeat, like a network that went. */
  silent = false;
  /** What a plain request to the socket's address is answered. */
  status = 400;
  #wire: FakeWebSocket | undefined;

  constructor({ heartbeatIntervalMs = 3_600_000 } = {}) {
    const server = this;
    // The address is nobody's.
    globalThis.fetch = () => Promise.resolve(new Response(null, { status: this.status }));
    this.socket = new Socket("ws://server.test/socket", {
      heartbeatIntervalMs,
      transport: class extends FakeWebSocket {
        constructor() {
          super(server);
          server.#wire = this;
          queueMicrotask(() => (server.accepting ? this.open() : this.fail()));
        }
      },
    });
  }

  /** The last frame of this event that the client sent, on topics that begin so. */
  last(event: string, topicStart = ""): Frame {
    const frame = this.frames.findLast((candidate) => candidate[3] === event && candidate[2].startsWith(topicStart));
    if (frame === undefined) {
      throw new Error(`The client sent no ${event}.`);
    }

    return frame;
  }

  count(event: string): number {
    return this.frames.filter((frame) => frame[3] === event).length;
  }

  receive(frame: Frame): void {
    this.frames.push(frame);
    const [joinRef, , topic, event] = frame;
    if (event === "heartbeat" && !this.silent) {
      this.reply(frame, {});
    } else if (event === "phx_leave") {
      // Not at once: phoenix leaves in the midst of giving up a join, and no network answers within that.
      queueMicrotask(() => {
        this.reply(frame, {});
        this.send([joinRef, joinRef, topic, "phx_close", {}]);
      });
    }
  }

  send(frame: Frame): void {
    this.sendText(JSON.stringify(frame));
  }

  sendText(text: string): void {
    this.#wire?.deliver(text);
  }

  reply([joinRef, ref, topic]: Frame, response: object, status: "ok" | "error" = "ok"): void {
    this.send([joinRef, ref, topic, "phx_reply", { status, response }]);
  }

  /** Pushes a patch on the channel of the newest join. */
  patch(baseVersion: number, ops: unknown[], version = baseVersion + 1): void {
    this.push({ base_version: baseVersion, version, ops });
  }

  /** Pushes an envelope on the root's channel; what is not given is empty. */
  push(
    envelope: { base_version: number; version?: number; ops?: unknown; stream_ops?: unknown; upload_ops?: unknown; events?: unknown },
    topicStart = "musubi:connection:",
  ): void {
    const [joinRef, , topic] = this.last("phx_join", topicStart);
    const { base_version } = envelope;
    const empty = { type: "patch", version: base_version + 1, ops: [], stream_ops: [], upload_ops: [], events: [] };
    this.send([joinRef, null, topic, "patch", { ...empty, ...envelope }]);
  }

  /** Answers the newest join, and sends the root's whole state. */
  mount(state: object, topicStart = "musubi:connection:"): void {
    const join = this.last("phx_join", topicStart);
    this.reply(join, { root_id: `${join[4].module}:${join[4].id}` });
    this.push({ base_version: 0, ops: [{ op: "replace", path: "", value: state }] }, topicStart);
  }

  crash(): void {
    const [joinRef, , topic] = this.last("phx_join", "musubi:connection:");
    this.send([joinRef, joinRef, topic, "phx_error", { reason: "channel_crash" }]);
  }

  drop(): void {
    this.#wire?.drop();
  }
}

class FakeWebSocket {
  readyState: State = 0;
  bufferedAmount = 0;
  onopen: (() => void) | undefined;
  onclose: ((event: object) => void) | undefined;
  onerror: ((event: object) => void) | undefined;
  onmessage: ((event: object) => void) | undefined;
  readonly #server: FakeServer;

  constructor(server: FakeServer) {
    this.#server = server;
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  fail(): void {
    this.onerror?.({});
    this.drop();
  }

  drop(): void {
    this.readyState = 3;
    this.onclose?.({ code: 1006 });
  }

  send(data: string | ArrayBuffer): void {
    this.#server.receive(typeof data === "string" ? (JSON.parse(data) as Frame) : decodePush(new Uint8Array(data)));
  }

  deliver(text: string): void {
    this.onmessage?.({ data: text });
  }

  close(code = 1000): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

/** A binary push: its kind (0), the lengths of four texts, the texts, and the payload. */
function decodePush(bytes: Uint8Array): Frame {
  let end = 5;
  const [joinRef, ref, topic, event] = [...bytes.subarray(1, 5)].map((length) => {
    end += length;
    return new TextDecoder().decode(bytes.subarray(end - length, end));
  }) as [string, string, string, string];
  if (bytes[0] !== 0) {
    throw new Error(`Expected a push; got kind ${bytes[0]}.`);
  }

  return [joinRef, ref, topic, event, bytes.subarray(end)];
}
