import { getOrInsert } from "./getOrInsert.js";
import { readStoreId, storeKey } from "./store.js";
import { emptyStream, StreamItems } from "./stream.js";
import { readInteger, readList, readObject, readString, WireError } from "./wire.js";

/** The streams of one root, by their store and name. Their contents are here only: the server keeps none. */
export class Streams {
  readonly #stores = new Map<string, Map<string, StreamItems>>();
  #generation = 0;

  /** Another number whenever the contents may be others. */
  get generation(): number {
    return this.#generation;
  }

  stream(store: string, name: string): readonly unknown[] {
    return this.#stores.get(store)?.get(name)?.toStream() ?? emptyStream;
  }

  /** @throws {WireError} when an operation is malformed; those before it are applied then. */
  apply(ops: unknown): void {
    for (const value of readList(ops)) {
      const op = readObject(value);
      this.#generation += 1;
      applyTo(this.#items(storeKey(readStoreId(op["store_id"])), readString(op["stream"])), op);
    }
  }

  /** Empties all: the server mounts afresh, and fills them again. */
  reset(): void {
    this.#stores.clear();
    this.#generation += 1;
  }

  /** Drops the streams of all other stores. A store that comes back is a new one, whose streams start empty. */
  keepStores(stores: ReadonlySet<string>): void {
    for (const store of this.#stores.keys()) {
      if (!stores.has(store)) {
        this.#stores.delete(store);
        this.#generation += 1;
      }
    }
  }

  #items(store: string, name: string): StreamItems {
    const streams = getOrInsert(this.#stores, store, () => new Map<string, StreamItems>());
    return getOrInsert(streams, name, () => new StreamItems());
  }
}

function applyTo(items: StreamItems, op: Readonly<Record<string, unknown>>): void {
  switch (op["op"]) {
    case "reset":
      items.reset();
      break;
    case "insert":
      items.insert(readString(op["item_key"]), readItem(op["item"]), readInteger(op["at"], -1), readLimit(op["limit"]));
      break;
    case "delete":
      items.delete(readString(op["item_key"]));
      break;
    default:
      throw new WireError("reset, insert or delete", op["op"]);
  }
}

function readItem(value: unknown): unknown {
  if (value === undefined) {
    throw new WireError("an item", value);
  }

  return value;
}

function readLimit(value: unknown): number | null {
  return value === null ? null : readInteger(value);
}
