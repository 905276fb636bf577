import { codeOf, type MusubiCommandErrorKind } from "./errors.js";
import type { ChannelLike, PushLike } from "./socket.js";

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
  sent: boolean;
  readonly reject: (error: NoAnswer) => void;
}

/** What was asked over a root's channel and has no answer yet. */
export class Requests {
  readonly #unanswered = new Set<Request>();
  #joined = false;

  /**
   * Asks now, or once the channel has joined (again): phoenix keeps what is asked before.
   *
   * @throws {NoAnswer} when there is no ok reply.
   */
  async ask(channel: ChannelLike, event: string, payload: object): Promise<unknown> {
    let request: Request | undefined;
    try {
      return await new Promise((resolve, reject) => {
        request = { sent: this.#joined, reject };
        this.#unanswered.add(request);
        onAnswer(channel.push(event, payload), resolve, reject);
      });
    } finally {
      this.#unanswered.delete(request!);
    }
  }

  /** The channel has joined, by which all that waited was sent. */
  joined(): void {
    this.#joined = true;
    for (const request of this.#unanswered) {
      request.sent = true;
    }
  }

  /** The channel is gone for now, and with it the answers to what was sent. What still waits goes on waiting. */
  lost(): void {
    this.#joined = false;
    this.#reject("Disconnected", ({ sent }) => sent);
  }

  /** The channel is gone for good. */
  end(error: string): void {
    this.#joined = false;
    this.#reject(error, () => true);
  }

  #reject(error: string, applies: (request: Request) => boolean): void {
    for (const request of [...this.#unanswered].filter(applies)) {
      request.reject(new NoAnswer("failed", { error }));
    }
  }
}
