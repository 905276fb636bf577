import { freezeDeep } from "./container.js";

/** The items of a stream before it has any. */
export const emptyStream: readonly unknown[] = Object.freeze([]);

interface Entry {
  readonly key: string;
  readonly item: unknown;
  /** Where it lies, so that its key is enough to find it. */
  block: Entry[];
}

const maxBlockLength = 512;

/**
 * A stream's items, as the server's operations leave them.
 *
 * They lie in blocks, so that an operation anywhere in a long stream moves a block's items at most, not the stream's.
 */
export class StreamItems {
  readonly #entries = new Map<string, Entry>();
  /** Never without a block; only the last one that is left may be empty. */
  #blocks: Entry[][] = [[]];
  #stream: readonly unknown[] | undefined = emptyStream;

  /** Frozen, and another array after each change. An item stays the same object until the server sends it again. */
  toStream(): readonly unknown[] {
    return (this.#stream ??= Object.freeze(this.#blocks.flat().map(({ item }) => item)));
  }

  reset(): void {
    this.#entries.clear();
    this.#blocks = [[]];
    this.#stream = emptyStream;
  }

  /**
   * Puts an item at an index, or at the end for -1 and for an index past it. An item whose key is there already
   * leaves its place first: it moves, as in the clients that speak this wire already, and the index counts without it.
   *
   * @param limit how many to keep then: the first ones, or the last ones when it is negative; null for all.
   */
  insert(key: string, item: unknown, at: number, limit: number | null): void {
    this.delete(key);
    this.#place({ key, item: freezeDeep(item), block: [] }, at);
    this.#stream = undefined;
    if (limit !== null) {
      this.#trim(limit);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) {
      entry.block.splice(entry.block.indexOf(entry), 1);
      this.#forget(entry);
    }
  }

  #place(entry: Entry, at: number): void {
    let index = 0;
    let offset = at;
    if (at === -1) {
      index = this.#blocks.length - 1;
      offset = Infinity;
    }

    while (offset > this.#blocks[index]!.length && index < this.#blocks.length - 1) {
      offset -= this.#blocks[index]!.length;
      index += 1;
    }

    const block = this.#blocks[index]!;
    block.splice(offset, 0, entry);
    entry.block = block;
    this.#entries.set(entry.key, entry);
    if (block.length > maxBlockLength) {
      const second = block.splice(maxBlockLength / 2);
      for (const moved of second) {
        moved.block = second;
      }

      this.#blocks.splice(index + 1, 0, second);
    }
  }

  #trim(limit: number): void {
    while (this.#entries.size > Math.abs(limit)) {
      this.#forget(limit < 0 ? this.#blocks[0]!.shift()! : this.#blocks.at(-1)!.pop()!);
    }
  }

  /** Completes the removal of an entry that was taken out of its block. */
  #forget({ key, block }: Entry): void {
    this.#entries.delete(key);
    if (block.length === 0 && this.#blocks.length > 1) {
      this.#blocks.splice(this.#blocks.indexOf(block), 1);
    }

    this.#stream = undefined;
  }
}
