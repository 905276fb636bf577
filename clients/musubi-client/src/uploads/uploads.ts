import { getOrInsert } from "../getOrInsert.js";
import type { Link } from "../link.js";
import type { SocketLike } from "../socket.js";
import { storeKey } from "../store.js";
import type { StoreId } from "../types/values.js";
import { readOptionalList } from "../wire.js";
import { shared } from "./shared.js";
import type { ExternalUploader } from "./uploadHandle.js";
import { UploadSlot } from "./uploadSlot.js";

/** What uploads need of their root. */
export interface UploadLink {
  readonly socket: SocketLike;
  readonly status: Pick<Link["status"], "subscribe">;
  readonly uploaders: Readonly<Record<string, ExternalUploader>>;
  /** @throws {NoAnswer} when there is no ok reply. */
  readonly ask: (event: string, payload: object) => Promise<unknown>;
  /** Hears of each change that no envelope brought. */
  readonly changed: () => void;
  /** Hears of operations that turn out to be malformed after their envelope was applied. */
  readonly failed: (error: unknown) => void;
}

type Code = typeof import("./upload.js");

/** The code of uploads, once a root of the page has met one. */
let code: Code | undefined;

/**
 * The uploads of one root. An upload stays the same object through remounts, so that who holds it need not ask for it again.
 *
 * What reads, keeps and sends uploads is a module of its own, because most pages have none. It is loaded with the first upload, and
 * not with the first file: that may come hours later, when the site has been deployed anew and this page's version of the code is gone.
 * Until it is there nothing is known of an upload, and what the server says of it waits.
 */
export class Uploads {
  readonly #slots = new Map<string, UploadSlot>();
  readonly #link: UploadLink;
  /** The operations that wait for the code. */
  #waiting: unknown[] = [];
  /** Whether nothing waits for the code any more. */
  #isLoaded = false;
  #loading: Promise<Code> | undefined;
  #generation = 0;

  constructor(link: UploadLink) {
    this.#link = link;
  }

  /** Another number whenever an upload is not what it was. */
  get generation(): number {
    return this.#generation;
  }

  get(storeId: StoreId, name: string): UploadSlot {
    return getOrInsert(this.#slots, JSON.stringify([storeId, name]), () => {
      const slot: UploadSlot = new UploadSlot(storeId, name, async () => {
        await this.#load();
        return slot.upload!;
      });
      if (code === undefined) {
        this.#loadSoon();
      } else {
        this.#equip(slot, code);
      }

      return slot;
    });
  }

  /**
   * Reads the operations of an envelope.
   *
   * @returns what applies them.
   * @throws {WireError} when one is malformed.
   */
  read(ops: unknown): () => void {
    const list = readOptionalList(ops);
    if (code !== undefined) {
      if (!this.#isLoaded) {
        this.#loaded(code);
      }

      return this.#reading(list, code);
    }

    return () => {
      if (list.length > 0) {
        this.#waiting.push(...list);
        this.#loadSoon();
      }
    };
  }

  /** Drops those of all other stores, and so ends what is under way. */
  keepStores(stores: ReadonlySet<string>): void {
    for (const [key, slot] of this.#slots) {
      if (!stores.has(storeKey(slot.storeId))) {
        slot.upload?.empty();
        this.#slots.delete(key);
      }
    }
  }

  /** Empties all: the server mounts afresh, or no more, and knows nothing of earlier entries. */
  reset(): void {
    this.#waiting = [];
    this.#slots.forEach(({ upload }) => upload?.empty());
  }

  #reading(ops: readonly unknown[], { readUploadOps }: Code): () => void {
    const changes = readUploadOps(ops, shared);
    return () => changes.forEach(({ storeId, name, change }) => this.get(storeId, name).upload!.apply(change));
  }

  #loadSoon(): void {
    this.#load().catch(() => {});
  }

  /** Should it fail, who needs an upload next tries again, and hears why. */
  async #load(): Promise<void> {
    this.#loading ??= import("./upload.js");
    try {
      code = await this.#loading;
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }

    if (!this.#isLoaded) {
      try {
        this.#loaded(code);
        this.#link.changed();
      } catch (error) {
        this.#link.failed(error);
      }
    }
  }

  /** Does what waited for the code. */
  #loaded(code: Code): void {
    this.#isLoaded = true;
    this.#slots.forEach((slot) => this.#equip(slot, code));

    const waiting = this.#waiting;
    this.#waiting = [];
    this.#reading(waiting, code)();
  }

  #equip(slot: UploadSlot, { Upload }: Code): void {
    slot.upload ??= new Upload(slot, this.#link, shared, () => {
      this.#generation += 1;
      slot.changed();
    });
  }
}
