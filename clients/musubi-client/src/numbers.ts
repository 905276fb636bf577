import type { Kept } from "./resume.js";

/** How many commands may be on their way, or be answered behind one that is not. The root keeps 64 answers: it need never say that it is busy. */
const maxAhead = 32;

/** The numbers of the commands to one mounted root: which come next, and up to where every answer is here. */
export class Numbers {
  readonly #kept: Pick<Kept, "next">;
  readonly #open = new Set<number>();

  /** @param kept what holds the next number: a page that was loaded anew goes on above all that the one before it used. */
  constructor(kept: Pick<Kept, "next">) {
    this.#kept = kept;
  }

  /** The highest number up to which nothing will be asked for again. */
  get ack(): number {
    // In the order in which they were taken.
    const [first = this.#kept.next] = this.#open;
    return first - 1;
  }

  get hasRoom(): boolean {
    return this.#kept.next - this.ack <= maxAhead;
  }

  take(): number {
    this.#open.add(this.#kept.next);
    return this.#kept.next++;
  }

  /** A number has its answer, or nobody waits for it any more. */
  done(number: number): void {
    this.#open.delete(number);
  }
}
