import type { Link } from "./link.js";

/** How many joins in a row may end with their socket before the root holds back: whatever ends it might be the join itself. */
const maxLostJoins = 3;

/** How many before a root that was never there is given up. */
const lastLostJoin = 6;

/** How long to wait before the second, third, ... rejoin in a row that a patch which did not fit asks for; the first waits for nothing. */
const faultDelaysMs = [1_000, 2_000, 5_000, 10_000];

/** How long to wait after joins that ended with their socket. Longer, because each try costs all other roots of the page their socket. */
const lostDelaysMs = [1_000, 5_000, 15_000, 30_000];

/**
 * When a root joins again, so that neither a patch that never fits nor a join that ends its socket is repeated as fast as the network allows.
 *
 * Phoenix repeats a join whenever the socket opens. That is left to phoenix while joins are answered. A join that ends its socket would be
 * repeated at once, for ever, and with it the joins of all other roots of the page.
 */
export class Rejoins {
  readonly #status: Link["status"];
  readonly #join: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Patches in a row that did not fit. */
  #faults = 0;
  /** Joins in a row whose socket ended before they were answered. */
  #lost = 0;
  #isJoined = false;
  /** How often the socket had opened when it last ended: a join is lost only with a socket that was open. */
  #lastOpens = 0;

  /**
   * @param status tells how often the socket has opened.
   * @param join joins, on a channel of its own.
   */
  constructor(status: Link["status"], join: () => void) {
    this.#status = status;
    this.#join = join;
  }

  /** A join was answered. */
  joined(): void {
    this.#isJoined = true;
    this.#lost = 0;
  }

  /** A patch fitted on top of another one, which alone shows that the two ends understand each other again. */
  understood(): void {
    this.#faults = 0;
  }

  /** The channel was left over something that did not fit. Joins at once the first time, and later each time in a row. */
  afterFault(): void {
    this.#joinAfter(this.#faults, faultDelaysMs);
    this.#faults += 1;
  }

  /**
   * The socket is gone.
   *
   * @returns whether the join may have ended it, so that phoenix must not repeat it: the channel is to be left.
   */
  socketLost(): boolean {
    const { opens } = this.#status;
    const isLost = !this.#isJoined && opens !== this.#lastOpens;
    this.#isJoined = false;
    this.#lastOpens = opens;
    this.#lost += Number(isLost);
    return isLost && this.#lost >= maxLostJoins;
  }

  /** Whether so many joins were lost that one that was never answered will not be. */
  get isHopeless(): boolean {
    return this.#lost >= lastLostJoin;
  }

  /** The channel was left because its join may have ended the socket. */
  afterLost(): void {
    this.#joinAfter(this.#lost - maxLostJoins + 1, lostDelaysMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #joinAfter(attempts: number, delaysMs: readonly number[]): void {
    this.stop();
    if (attempts === 0) {
      this.#join();
    } else {
      this.#timer = setTimeout(this.#join, delaysMs[Math.min(attempts, delaysMs.length) - 1]);
    }
  }
}
