import { isContainer } from "../container.js";
import type { MusubiCacheEntry, MusubiCachePersister } from "./persister.js";

/** Keeps a root's state, to show it at once when the root is mounted again. */
export interface CacheOptions {
  /** How long a state is good, from the server's last change on; in milliseconds. 5 minutes by default. */
  gcTime?: number;
  /** Where states are kept. In the connection's memory by default. */
  persister?: MusubiCachePersister;
  /** The version of the state's shape: a state that was kept under another one is not shown. */
  buster?: string;
  /** What to show when no state is kept. */
  initialData?: unknown;
}

/** A state that changes all the time is kept once in this time. */
const throttleMs = 1_000;

/** The place of one root in a cache. Whatever goes wrong here, the root is mounted as if there was no cache. */
export class RootCache {
  readonly #key: string;
  readonly #persister: MusubiCachePersister;
  readonly #gcTime: number;
  readonly #buster: string;
  readonly #initialData: unknown;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #changedAt = 0;

  constructor(key: string, persister: MusubiCachePersister, { gcTime = 300_000, buster, initialData }: CacheOptions) {
    this.#key = key;
    this.#persister = persister;
    this.#gcTime = gcTime;
    this.#buster = buster ?? "";
    this.#initialData = initialData;
    if (persister.durable && buster === undefined) {
      console.warn(`[musubi] ${key} has a durable cache without a buster: states of an older page may be shown.`);
    }
  }

  /** The state to start with; undefined when there is none. */
  async read(): Promise<unknown> {
    const entry = await this.#attempt(() => this.#persister.getEntry(this.#key));
    if (entry === undefined) {
      return this.#initialData;
    }

    if (isEntry(entry) && entry.buster === this.#buster && Date.now() - entry.updatedAt <= this.#gcTime) {
      return entry.data;
    }

    await this.#attempt(() => this.#persister.removeEntry(this.#key));
    return this.#initialData;
  }

  /** Keeps a state, soon. */
  changed(state: () => unknown): void {
    this.#changedAt = Date.now();
    this.#timer ??= setTimeout(() => this.flush(state), throttleMs);
  }

  /** Keeps at once what is to be kept. */
  flush(state: () => unknown): void {
    if (this.cancel()) {
      void this.#attempt(() => {
        // As JSON for every persister, so that a state comes back the same from all of them.
        const data: unknown = JSON.parse(JSON.stringify(state()));
        return this.#persister.setEntry(this.#key, { data, updatedAt: this.#changedAt, buster: this.#buster });
      });
    }
  }

  /** @returns whether there was something to keep. */
  cancel(): boolean {
    const pending = this.#timer !== undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return pending;
  }

  async #attempt<T>(access: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await access();
    } catch (error) {
      console.warn(`[musubi] The cache of ${this.#key} failed.`, error);
      return undefined;
    }
  }
}

function isEntry(value: unknown): value is MusubiCacheEntry {
  return isContainer(value) && "data" in value && typeof (value as { updatedAt?: unknown }).updatedAt === "number";
}
