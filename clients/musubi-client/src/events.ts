import { freezeDeep } from "./container.js";
import { getOrInsert } from "./getOrInsert.js";
import { Listeners } from "./listeners.js";
import { readStoreId, storeKey } from "./store.js";
import { readObject, readOptionalList, readString } from "./wire.js";

/** Something that happened once, which a store told the page about. It is no part of the state. */
export interface PushEvent {
  /** The store that pushed it. */
  readonly store: string;
  readonly name: string;
  readonly payload: unknown;
}

/** How long an event of a store that has just come waits for its first handler. */
const heldMs = 2_000;

/** The events of an envelope, in the order in which they were pushed. */
export function readEvents(events: unknown): readonly PushEvent[] {
  return readOptionalList(events).map((value) => {
    const { name, store_id, payload } = readObject(value);
    return { store: storeKey(readStoreId(store_id)), name: readString(name), payload: freezeDeep(payload) };
  });
}

/** Those who want to hear of events, by store and name. They stay while the root is mounted again, and while the store is away. */
export class EventListeners {
  readonly #byKey = new Map<string, Listeners<[payload: unknown]>>();
  /** What stores pushed as they came, and nobody could hear. */
  readonly #held = new Map<string, unknown[]>();

  /** @returns the function that ends this subscription. */
  add(store: string, name: string, listener: (payload: unknown) => void): () => void {
    const key = eventKey(store, name);
    const listeners = getOrInsert(this.#byKey, key, () => new Listeners<[payload: unknown]>());
    const remove = listeners.add(listener);
    const held = this.#held.get(key);
    if (held !== undefined) {
      this.#held.delete(key);
      // The caller first gets to hold what this returns.
      queueMicrotask(() => held.forEach((payload) => listeners.notify(payload)));
    }

    return () => {
      remove();
      if (listeners.isEmpty && this.#byKey.get(key) === listeners) {
        this.#byKey.delete(key);
      }
    };
  }

  /** @param isNew whether the store has just come, so that nobody can have asked for its events. */
  notify({ store, name, payload }: PushEvent, isNew: boolean): void {
    const key = eventKey(store, name);
    const listeners = this.#byKey.get(key);
    if (listeners !== undefined) {
      listeners.notify(payload);
    } else if (isNew) {
      const held = getOrInsert(this.#held, key, () => []);
      held.push(payload);
      setTimeout(() => {
        if (this.#held.get(key) === held) {
          this.#held.delete(key);
        }
      }, heldMs);
    }
  }
}

function eventKey(store: string, name: string): string {
  return `${store} ${name}`;
}
