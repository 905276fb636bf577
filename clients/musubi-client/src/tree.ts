import { setEnd } from "./ends.js";
import { EventListeners, type PushEvent } from "./events.js";
import { getOrInsert } from "./getOrInsert.js";
import { Listeners } from "./listeners.js";
import { liveObject } from "./liveObject.js";
import { type PatchEnvelope, Replica } from "./replica.js";
import { type Place, rootPlace } from "./store.js";
import type { CommandOptions, StoreId } from "./types/values.js";
import type { Uploads } from "./uploads/uploads.js";
import type { StoreView } from "./view.js";

type Dispatch = (storeId: StoreId, command: string, payload: object, options?: CommandOptions) => Promise<unknown>;

/** The stores of one root as the page sees them: their proxies, their snapshots, and those who listen. */
export class Tree {
  readonly #dispatch: Dispatch;
  readonly #replica: Replica;
  readonly #proxies = new Map<string, object>();
  readonly #listeners = new Map<string, Listeners>();
  readonly #events = new EventListeners();
  #stores: ReadonlyMap<string, StoreView> = new Map();
  /** The stores that the last envelope brought. */
  #new: ReadonlySet<string> = new Set();
  readonly #ending = new Listeners();
  #ended: Error | undefined;

  constructor(uploads: Uploads, dispatch: Dispatch) {
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
  apply(envelope: PatchEnvelope, isFirst: boolean): void {
    const views = this.#replica.apply(envelope, isFirst);
    // A first envelope is that of another mount, whose stores have all just come.
    this.#new = new Set(views.map(({ key }) => key).filter((key) => isFirst || !this.#stores.has(key)));
    this.#show(views);
  }

  seed(state: unknown): void {
    this.#show(this.#replica.seed(state));
  }

  /** Shows what no envelope brought. */
  refresh(): void {
    this.#show(this.#replica.stores());
  }

  notify(event: PushEvent): void {
    this.#events.notify(event, this.#new.has(event.store));
  }

  /** There will be no more of it: whoever waits for more is told. */
  end(error: Error): void {
    this.#ended = error;
    this.#ending.notify();
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
      dispatchCommand: (command: string, payload: object = {}, options?: CommandOptions) => this.#dispatch(id, command, payload, options),
      subscribe: (listener: () => void) => this.#subscribe(key, listener),
      handleEvent: (name: string, handler: (payload: unknown) => void) => this.#events.add(key, name, handler),
      snapshot: () => this.#stores.get(key)?.shown,
    };
    return getOrInsert(this.#proxies, key, () => {
      const proxy = liveObject(own, () => this.#stores.get(key)?.fields);
      setEnd(proxy, { error: () => this.#ended, subscribe: this.#ending.add });
      return proxy;
    });
  }

  #subscribe(key: string, listener: () => void): () => void {
    const listeners = getOrInsert(this.#listeners, key, () => new Listeners());
    const remove = listeners.add(listener);
    return () => {
      remove();
      if (listeners.isEmpty && this.#listeners.get(key) === listeners) {
        this.#listeners.delete(key);
      }
    };
  }
}
