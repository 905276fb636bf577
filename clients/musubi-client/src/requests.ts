import { codeOf, type MusubiCommandErrorKind } from "./errors.js";
import { Numbers } from "./numbers.js";
import type { Link } from "./link.js";
import type { Kept } from "./resume.js";
import type { ChannelLike, PushLike, SocketLike } from "./socket.js";
import type { CommandOptions } from "./types/values.js";

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

/** How long a numbered command may take by default: as long as a root waits for its client, by the server's default. */
const resumeMs = 60_000;

/** How long to wait before a numbered command is sent again to a server that could not answer. */
const againMs = 1_000;

/** What may come back in the place of an answer to a numbered command. Nobody knows whether it ran after the first three; it did not after the last. */
const passing = new Set(["timeout", "unavailable", "busy"]);

const refused = { error: "Refused" };

interface Request {
  readonly event: string;
  readonly payload: object;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Its number, once it was sent to a root that can be resumed. It is kept when it is sent again. */
  cid?: number;
  /** Which push of it counts: the answer to an earlier one is passed over. */
  push?: object;
  timer?: ReturnType<typeof setTimeout>;
}

/**
 * What was asked over a root's channel and has no answer yet.
 *
 * What cannot be sent now waits here and not in phoenix, which sends what it holds after the next join whatever became of it: a request
 * that was rejected must not run.
 *
 * A root that can be resumed is sent numbered commands. It answers each number once and runs it once, so a command whose answer was lost is sent
 * again under its number, before newer ones. Everything else is rejected with its channel.
 */
export class Requests {
  readonly #socket: SocketLike;
  readonly #kept: Kept;
  readonly #maxWaiting: number;
  readonly #status: Link["status"];
  readonly #unsubscribe: () => void;
  readonly #sent = new Set<Request>();
  readonly #waiting = new Set<Request>();
  /** The numbers of commands, when the root that was joined last can be resumed. */
  #numbers: Numbers | undefined;
  /** The channel, while it is joined. */
  #channel: ChannelLike | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  /** What is said of commands that were lost, should their root be gone. */
  #lostReply: object = { error: "Disconnected" };

  constructor({ socket, maxWaitingCommands, status }: Pick<Link, "socket" | "maxWaitingCommands" | "status">, kept: Kept) {
    this.#socket = socket;
    this.#kept = kept;
    this.#maxWaiting = maxWaitingCommands;
    this.#status = status;
    this.#unsubscribe = status.subscribe((now) => {
      if (now === "refused") {
        // Who gave them may be nobody any more, and whoever signs in next is not to be taken for them.
        this.#reject([...this.#sent, ...this.#waiting], refused);
      }
    });
  }

  /**
   * Asks now, or once the channel has joined (again).
   *
   * @param onReply makes of an ok reply, as it comes, what this resolves with.
   * @throws {NoAnswer} when there is no ok reply.
   */
  ask(event: string, payload: object, onReply = (reply: unknown): unknown => reply, { timeoutMs, signal }: CommandOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.#status.current === "refused") {
        throw new NoAnswer("failed", refused);
      }

      // A socket that is closing takes nothing more, and the channel has not heard of it yet.
      const isAway = this.#channel === undefined || this.#socket.isConnected?.() === false;
      if (isAway && this.#waiting.size >= this.#maxWaiting) {
        throw new NoAnswer("failed", { error: "Too many waiting", limit: this.#maxWaiting });
      }

      const stop = (): void => signal?.removeEventListener("abort", abort);
      const request: Request = {
        event,
        payload,
        resolve: (reply) => {
          stop();
          resolve(onReply(reply));
        },
        reject: (error) => {
          stop();
          reject(error);
        },
      };
      const abort = (): void => this.#give(request, signal!.reason);
      signal?.addEventListener("abort", abort, { once: true });
      const isNumbered = this.#numbers !== undefined && event === "command";
      if (timeoutMs !== undefined || isAway || isNumbered) {
        // What is longer than a timer can be, such as Infinity, would end at once.
        const ms = Math.min(timeoutMs ?? (isNumbered ? resumeMs : (this.#socket.timeout ?? 10_000)), 2 ** 31 - 1);
        request.timer = setTimeout(() => this.#give(request, new NoAnswer("timeout", undefined)), ms);
      }

      this.#waiting.add(request);
      if (!isAway) {
        this.#sendWaiting(timeoutMs === undefined);
      }
    });
  }

  /** The channel has joined, to the root that was there or to another one: all that waited is sent, in its order. */
  joined(channel: ChannelLike, resumed: boolean): void {
    if (!resumed || this.#numbers === undefined) {
      // Those that were sent belong to a root that is gone.
      this.#reject(this.#sent, this.#lostReply);
      if (!resumed) {
        this.#kept.next = 1;
      }

      this.#numbers = this.#kept.token === null ? undefined : new Numbers(this.#kept);
    }

    this.#lostReply = { error: "Disconnected" };
    this.#channel = channel;
    this.#sendAgain();
  }

  /**
   * The channel is gone for now, and with it the answers to what was sent. What still waits goes on waiting.
   *
   * @param canResume whether its root may be there again.
   */
  lost(canResume: boolean, reply: object = this.#lostReply): void {
    this.#channel = undefined;
    this.#lostReply = reply;
    clearTimeout(this.#again);
    this.#reject([...this.#sent].filter(({ cid }) => !canResume || cid === undefined), reply);
    for (const request of this.#sent) {
      delete request.push;
    }
  }

  /** The channel is gone for good. */
  end(error: string): void {
    this.#unsubscribe();
    this.lost(false, { error });
    this.#reject([...this.#waiting], { error });
  }

  /** @param isOwnTime whether phoenix' timeout is the only one from here on, where commands are not numbered. */
  #sendWaiting(isOwnTime: boolean): void {
    if (this.#again === undefined || this.#numbers === undefined) {
      for (const request of this.#waiting) {
        const numbered = this.#numbers !== undefined && request.event === "command";
        if (numbered && !this.#numbers!.hasRoom) {
          break;
        }

        this.#waiting.delete(request);
        if (numbered) {
          request.cid = this.#numbers!.take();
        } else if (isOwnTime) {
          clearTimeout(request.timer);
        }

        this.#send(request);
      }
    }
  }

  /** Sends what has no answer and is not under way, in its order, and then what waits. */
  #sendAgain(): void {
    clearTimeout(this.#again);
    this.#again = undefined;
    for (const request of this.#sent) {
      if (request.push === undefined) {
        this.#send(request);
      }
    }

    this.#sendWaiting(true);
  }

  #send(request: Request): void {
    const { event, payload, cid } = request;
    this.#sent.add(request);
    const push = {};
    request.push = push;
    onAnswer(
      this.#channel!.push(event, cid === undefined ? payload : { ...payload, cid, ack: this.#numbers!.ack }),
      (reply) => {
        if (request.push === push) {
          this.#settle(request, () => request.resolve(reply));
        }
      },
      (error) => {
        if (request.push !== push) {
          return;
        }

        if (cid !== undefined && (error.kind === "timeout" || passing.has(error.message))) {
          delete request.push;
          // Newer ones wait meanwhile, or the root would take this number for one that was skipped.
          this.#again ??= setTimeout(() => this.#sendAgain(), againMs * (0.5 + Math.random() / 2));
        } else {
          this.#settle(request, () => request.reject(error));
        }
      },
    );
  }

  /** Gives up a request that nobody waits for any more. One that was sent may run, and one that was not never will. */
  #give(request: Request, error: unknown): void {
    if (this.#waiting.has(request) || this.#sent.has(request)) {
      this.#settle(request, () => request.reject(error));
    }
  }

  #settle(request: Request, tell: () => void): void {
    clearTimeout(request.timer);
    delete request.push;
    this.#waiting.delete(request);
    this.#sent.delete(request);
    if (request.cid !== undefined) {
      this.#numbers?.done(request.cid);
    }

    tell();
    if (this.#channel !== undefined && request.cid !== undefined) {
      this.#sendWaiting(true);
    }
  }

  #reject(requests: Iterable<Request>, reply: object): void {
    for (const request of [...requests]) {
      this.#settle(request, () => request.reject(new NoAnswer("failed", reply)));
    }
  }
}
