import { EventListeners, type PushEvent } from "./events.js";
import { getOrInsert } from "./getOrInsert.js";
import { Listeners } from "./listeners.js";
import { liveObject } from "./liveObject.js";
import { type PatchEnvelope, Replica } from "./replica.js";
import { type Place, rootPlace } from "./store.js";
import type { StoreId } from "./types/values.js";
import type { Uploads } from "./uploads/uploads.js";
import type { StoreView } from "./view.js";

/** The stores of one root as the page sees them: their proxies, their snapshots, and those who listen. */
export class Tree {
  readonly #dispatch: (storeId: StoreId, command: string, payload: object) => Promise<unknown>;
  readonly #replica: Replica;
  readonly #proxies = new Map<string, object>();
  readonly #listeners = new Map<string, Listeners>();
  readonly #events = new EventListeners();
  #stores: ReadonlyMap<string, StoreView> = new Map();

  constructor(uploads: Uploads, dispatch: (storeId: StoreId, command: string, payload: object) => Promise<unknown>) {
    this.#dispatch = dispatch;
    this.#replica = new Replica(uploads, (place) => this.#proxy(place));
  }

  /** The root's proxy, which is there before its state is. */
  get root(): object {
    return this.#proxy(rootPlace);
  }

  get snapshot(): unknown {
    return this.#stores.get(rootPlace.key)?.shown;
  }

  /** @throws when the envelope is malformed, or does not fit. Nothing is shown of it then. */
  apply(envelope: PatchEnvelope): void {
    this.#show(this.#replica.apply(envelope));
  }

  seed(state: unknown): void {
    this.#show(this.#replica.seed(state));
  }

  /** Shows what no envelope brought. */
  refresh(): void {
    this.#show(this.#replica.stores());
  }

  notify(event: PushEvent): void {
    this.#events.notify(event);
  }

  /** Nobody is told before all is in its place. */
  #show(views: readonly StoreView[]): void {
    const before = this.#stores;
    const stores = new Map(views.map((view) => [view.key, view]));
    this.#stores = stores;
    for (const key of this.#proxies.keys()) {
      if (!stores.has(key) && key !== rootPlace.key) {
        this.#proxies.delete(key);
      }
    }

    for (const [key, listeners] of [...this.#listeners]) {
      if (before.get(key)?.shown !== stores.get(key)?.shown) {
        listeners.notify();
      }
    }
  }

  #proxy({ id, key }: Place): object {
    const own = {
      __musubi_store_id__: id,
      dispatchCommand: (command: string, payload: object = {}) => this.#dispatch(id, command, payload),
      subscribe: (listener: () => void) => getOrInsert(this.#listeners, key, () => new Listeners()).add(listener),
      handleEvent: (name: string, handler: (payload: unknown) => void) => this.#events.add(key, name, handler),
      snapshot: () => this.#stores.get(key)?.shown,
    };
    return getOrInsert(this.#proxies, key, () => liveObject(own, () => this.#stores.get(key)?.fields));
  }
}
