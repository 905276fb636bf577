import { codeOf, type MusubiCommandErrorKind } from "./errors.js";
import type { ChannelLike, PushLike, SocketLike } from "./socket.js";

/** What came in the place of an ok reply. Whoever asked makes an error of it that says what was asked. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";

  constructor(
    readonly kind: MusubiCommandErrorKind,
    readonly reply: unknown,
  ) {
    super(codeOf(reply) ?? kind);
  }
}

/** Hands on what a push or a join is answered. A timeout is phoenix' own (10 s, unless the socket says otherwise). */
export function onAnswer(push: PushLike, resolve: (reply: unknown) => void, reject: (error: NoAnswer) => void): void {
  push
    .receive("ok", resolve)
    .receive("error", (reply) => reject(new NoAnswer("failed", reply)))
    .receive("timeout", () => reject(new NoAnswer("timeout", undefined)));
}

interface Request {
  readonly event: string;
  readonly payload: object;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: NoAnswer) => void;
  timer?: ReturnType<typeof setTimeout>;
}

/**
 * What was asked over a root's channel and has no answer yet.
 *
 * What cannot be sent now waits here and not in phoenix, which sends what it holds after the next join whatever became of it: a request
 * that was rejected must not run.
 */
export class Requests {
  readonly #socket: SocketLike;
  readonly #sent = new Set<Request>();
  readonly #waiting = new Set<Request>();
  /** The channel, while it is joined. */
  #channel: ChannelLike | undefined;

  constructor(socket: SocketLike) {
    this.#socket = socket;
  }

  /**
   * Asks now, or once the channel has joined (again).
   *
   * @param onReply makes of an ok reply, as it comes, what this resolves with.
   * @throws {NoAnswer} when there is no ok reply.
   */
  ask(event: string, payload: object, onReply = (reply: unknown): unknown => reply): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const request: Request = { event, payload, resolve: (reply) => resolve(onReply(reply)), reject };
      // A socket that is closing takes nothing more, and the channel has not heard of it yet.
      if (this.#channel !== undefined && this.#socket.isConnected?.() !== false) {
        this.#send(this.#channel, request);
      } else {
        this.#waiting.add(request);
        request.timer = setTimeout(() => {
          this.#waiting.delete(request);
          reject(new NoAnswer("timeout", undefined));
        }, this.#socket.timeout ?? 10_000);
      }
    });
  }

  /** The channel has joined: all that waited is sent, in its order. */
  joined(channel: ChannelLike): void {
    this.#channel = channel;
    for (const request of this.#waiting) {
      clearTimeout(request.timer);
      this.#send(channel, request);
    }

    this.#waiting.clear();
  }

  /** The channel is gone for now, and with it the answers to what was sent. What still waits goes on waiting. */
  lost(reply: object = { error: "Disconnected" }): void {
    this.#channel = undefined;
    this.#reject(this.#sent, reply);
  }

  /** The channel is gone for good. */
  end(error: string): void {
    this.lost({ error });
    this.#reject(this.#waiting, { error });
  }

  #send(channel: ChannelLike, request: Request): void {
    const { event, payload, resolve, reject } = request;
    this.#sent.add(request);
    onAnswer(
      channel.push(event, payload),
      (reply) => {
        this.#sent.delete(request);
        resolve(reply);
      },
      (error) => {
        this.#sent.delete(request);
        reject(error);
      },
    );
  }

  #reject(requests: Set<Request>, reply: object): void {
    for (const request of [...requests]) {
      clearTimeout(request.timer);
      requests.delete(request);
      request.reject(new NoAnswer("failed", reply));
    }
  }
}
