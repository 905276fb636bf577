import { MusubiCommandError, MusubiMountError } from "./errors.js";
import { readEvents } from "./events.js";
import { Listeners } from "./listeners.js";
import type { Link, Mount } from "./link.js";
import { sendable } from "./message.js";
import { Rejoins } from "./rejoins.js";
import { type PatchEnvelope, replacesAll } from "./replica.js";
import { NoAnswer, onAnswer, Requests } from "./requests.js";
import { Resume } from "./resume.js";
import type { ChannelLike } from "./socket.js";
import { Tree } from "./tree.js";
import type { CommandOptions, StoreId } from "./types/values.js";
import { Uploads } from "./uploads/uploads.js";
import { WireError } from "./wire.js";

/** The server cannot be asked just now. It is waited for, like a server that cannot be reached. */
const unavailable = "unavailable";

/** What a root that was there may be answered and be let in a moment later, by a server that is short of something. */
const passing = new Set([unavailable, "join crashed", "timeout", "too many channels joined"]);

/** How long after a reply its patch may come. They travel together, so it is there in a fraction of this. */
const patchMs = 20;

// As it was when the page came: a test that stops the clock still gets the replies that it awaits.
const startTimer = globalThis.setTimeout;

/**
 * One root on its channel, from the first join until it is left.
 *
 * It mends itself. When the socket drops or the store crashes, phoenix joins again. A server that can gives the same root back, and what
 * was missed of it; else it mounts afresh and its first patch replaces the whole state; a patch that is out of sequence or does not fit is answered by leaving and
 * joining again. All the while the last good state stays.
 */
export class Root {
  /** Resolves with the server's first patch. Rejects when the server refuses the mount, or the root is left before. */
  readonly mounted: Promise<void>;
  /** Resolves when the root is left, by whomever: the server lets it in no more, say. */
  readonly ended: Promise<Error>;
  readonly tree: Tree;
  readonly #link: Link;
  readonly #mount: Mount;
  readonly #requests: Requests;
  readonly #resume: Resume;
  readonly #rejoins: Rejoins;
  readonly #uploads: Uploads;
  readonly #patched = new Listeners();
  #end!: (error: Error) => void;
  #settle!: { resolve: () => void; reject: (error: Error) => void };
  #state: "joining" | "live" | "left" = "joining";
  /** Undefined while a rejoin waits its turn. */
  #channel: ChannelLike | undefined;
  #version = 0;
  /** Whether the next patch may lead from any version, when it replaces the whole state. */
  #isBack = false;
  #wasJoined: boolean;

  constructor(link: Link, mount: Mount) {
    this.#link = link;
    this.#mount = mount;
    this.#resume = new Resume(link.keep?.(this.#topic, mount.params));
    // Before the page was loaded anew.
    this.#wasJoined = this.#resume.isPossible;
    this.#requests = new Requests(link, this.#resume.kept);
    this.#rejoins = new Rejoins(link.status, () => this.#join());
    this.mounted = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    // Who wants to know awaits it; it is no unhandled rejection when nobody does.
    this.mounted.catch(() => {});
    this.ended = new Promise((resolve) => (this.#end = resolve));
    this.#uploads = new Uploads({
      ...link,
      ask: (event, payload) => this.#ask(event, payload),
      changed: () => this.tree.refresh(),
      failed: (error) => this.#mountAgain(error),
    });
    this.tree = new Tree(this.#uploads, (...command) => this.#dispatch(...command));
    this.#join();
  }

  /** Whether the state is the server's: no patch has come before. */
  get isLive(): boolean {
    return this.#state === "live";
  }

  get isLeft(): boolean {
    return this.#state === "left";
  }

  /** Calls the listener after each patch of the server's. */
  onPatch(listener: () => void): void {
    this.#patched.add(listener);
  }

  /** Leaves for good. The server drops the root; its last state stays, and what waits for an answer fails. */
  leave(reason: string): void {
    if (this.#state !== "left") {
      this.#state = "left";
      this.#rejoins.stop();
      this.#resume.kept.end?.();
      this.#requests.end(reason);
      this.#uploads.reset();
      this.#leaveChannel();
      const error = new MusubiMountError(reason, this.#mount.module, this.#mount.id);
      this.#settle.reject(error);
      this.#end(error);
      this.tree.end(error);
    }
  }

  async #dispatch(storeId: StoreId, command: string, payload: object, options?: CommandOptions): Promise<unknown> {
    try {
      return await this.#ask("command", { store_id: storeId, name: command, payload }, (reply) => this.#withPatch(reply), options);
    } catch (error) {
      throw error instanceof NoAnswer ? new MusubiCommandError({ kind: error.kind, command, storeId, reply: error.reply }) : error;
    }
  }

  /** @throws {NoAnswer} when there is no ok reply. */
  async #ask(event: string, payload: object, onReply?: (reply: unknown) => unknown, options?: CommandOptions): Promise<unknown> {
    if (this.isLeft) {
      throw new NoAnswer("failed", { error: "Unmounted" });
    }

    return this.#requests.ask(event, this.#sendable(payload), onReply, options);
  }

  /**
   * The patch of a command is the frame after its reply: who awaits the reply finds the state that belongs to it. Browsers give each frame a task of its own, and
   * may run others in between, so only the patch itself tells that it is there. A command that changed nothing has none, and resolves a moment later.
   */
  #withPatch(reply: unknown): Promise<unknown> {
    return new Promise((resolve) => {
      const done = (): void => {
        stop();
        resolve(reply);
      };
      const stop = this.#patched.add(done);
      startTimer(done, patchMs);
    });
  }

  #sendable<T extends object>(payload: T): T {
    return sendable(payload, this.#topic, this.#link.maxMessageBytes);
  }

  get #topic(): string {
    return this.#topicOf(this.#mount);
  }

  #topicOf({ module, id }: Pick<Mount, "module" | "id">): string {
    return `${this.#link.topic}:${module}:${id}`;
  }

  /** Joins on a channel of its own, so that phoenix tells apart and drops what an earlier one still receives. */
  #join(): void {
    const { module, id, params = {} } = this.#mount;
    let payload: Pick<Mount, "module" | "id">;
    try {
      payload = this.#sendable({ module, id, params, limits: true });
    } catch (error) {
      // After the constructor, which is where the first join is.
      queueMicrotask(() => this.leave((error as Error).message));
      return;
    }

    const { socket } = this.#link;
    // Phoenix asks for the payload at each of its joins, so what it says of the root is as new as the join.
    const channel = socket.channel(this.#topicOf(payload), () => ({ ...payload, ...this.#resume.fields(this.#version) }));
    channel.on("patch", (envelope) => this.#receive(envelope as PatchEnvelope));
    channel.onError((reason) => {
      const { source, reason: why } = Object(reason) as { source?: unknown; reason?: unknown };
      // The server says so, and phoenix says what became of the transport; it joins again after both.
      const crashed = typeof why === "string" && source === undefined;
      this.#requests.lost(this.#resume.isPossible, crashed ? { ...(reason as object), error: "Crashed" } : undefined);
      if (!crashed) {
        this.#onSocketLost();
      }
    });
    channel.onClose((why) => {
      // Not by us, who forget a channel before they leave it. Phoenix takes it for the end; the root is still wanted.
      if (channel === this.#channel) {
        this.#channel = undefined;
        // Another socket has this root now, and its token is good no more: what is shown here goes on as a root of its own.
        this.#rejoin((Object(why) as { reason?: unknown }).reason !== "taken_over");
      }
    });
    this.#channel = channel;
    onAnswer(
      channel.join(),
      // Runs again at each of phoenix' own rejoins. The reply comes before the first patch.
      (reply) => {
        // Other servers do not say.
        this.#link.maxMessageBytes = (reply as { limits?: { text_frame_bytes: number } }).limits?.text_frame_bytes ?? this.#link.maxMessageBytes;
        this.#isBack = this.#resume.read(reply);
        if (!this.#isBack) {
          this.#version = 0;
        }

        this.#rejoins.joined();
        this.#requests.joined(channel, this.#isBack);
        if (this.#wasJoined && this.#resume.isPossible) {
          this.#link.status.returned(this.#isBack);
        }

        this.#wasJoined = true;
      },
      (error) => {
        // Phoenix goes on trying by itself: after a timeout, and when the server cannot let the root in just now.
        if (error.kind === "failed" && !(this.#state === "joining" ? error.message === unavailable : passing.has(error.message))) {
          this.leave(error.message);
        }
      },
    );
  }

  #leaveChannel(): void {
    const channel = this.#channel;
    this.#channel = undefined;
    channel?.off?.("patch");
    channel?.leave();
  }

  #receive(envelope: PatchEnvelope): void {
    if (this.#state === "left") {
      return;
    }

    try {
      const events = readEvents(envelope.events);
      this.#apply(envelope);
      for (const event of events) {
        // Unless who was told before has ended it.
        if (!this.isLeft) {
          this.tree.notify(event);
        }
      }
    } catch (error) {
      this.#mountAgain(error);
    }
  }

  /** What the server sent does not fit what is here. */
  #mountAgain(error: unknown): void {
    console.warn(`[musubi] ${this.#mount.module}:${this.#mount.id} is mounted again.`, error);
    this.#rejoin();
  }

  #apply(envelope: PatchEnvelope): void {
    const { base_version, version, ops } = envelope;
    // Someone who comes back may be sent the whole state, whatever they have; a replacement at the end leaves nothing of it.
    if ((base_version !== this.#version && !(this.#isBack && replacesAll(ops))) || !(version > base_version)) {
      throw new WireError(`a patch on version ${this.#version}`, [base_version, version]);
    }

    const isFirst = this.#version === 0;
    this.tree.apply(envelope, isFirst);
    this.#version = version;
    this.#isBack = false;
    if (!isFirst) {
      this.#rejoins.understood();
    }

    if (!this.isLeft) {
      this.#state = "live";
      this.#settle.resolve();
      this.#patched.notify();
    }
  }

  /** Leaves the channel, which ends the root, or follows one that the server closed, whose root may be there. */
  #rejoin(canResume = false): void {
    if (!canResume) {
      this.#resume.forget();
      this.#version = 0;
    }

    this.#requests.lost(this.#resume.isPossible);
    this.#leaveChannel();
    this.#rejoins.afterFault();
  }

  /** Takes the joins out of phoenix' hands, which would repeat them as fast as the socket opens again. */
  #onSocketLost(): void {
    if (this.#rejoins.socketLost() && !this.isLeft) {
      if (this.#rejoins.isHopeless && this.#state === "joining") {
        this.leave("Disconnected");
      } else {
        this.#leaveChannel();
        this.#rejoins.afterLost();
      }
    }
  }
}
