import { freezeDeep } from "./container.js";
import { getOrInsert } from "./getOrInsert.js";
import { Listeners } from "./listeners.js";
import { readStoreId, storeKey } from "./store.js";
import { readList, readObject, readString } from "./wire.js";

/** Something that happened once, which a store told the page about. It is no part of the state. */
export interface PushEvent {
  /** The store that pushed it, and the event's name. */
  readonly key: string;
  readonly payload: unknown;
}

/** The events of an envelope, in the order in which they were pushed. */
export function readEvents(events: unknown): readonly PushEvent[] {
  return readList(events).map((value) => {
    const { name, store_id, payload } = readObject(value);
    return { key: eventKey(storeKey(readStoreId(store_id)), readString(name)), payload: freezeDeep(payload) };
  });
}

/** Those who want to hear of events, by store and name. They stay while the root is mounted again, and while the store is away. */
export class EventListeners {
  readonly #byKey = new Map<string, Listeners<[payload: unknown]>>();

  /** @returns the function that ends this subscription. */
  add(store: string, name: string, listener: (payload: unknown) => void): () => void {
    return getOrInsert(this.#byKey, eventKey(store, name), () => new Listeners<[payload: unknown]>()).add(listener);
  }

  notify({ key, payload }: PushEvent): void {
    this.#byKey.get(key)?.notify(payload);
  }
}

function eventKey(store: string, name: string): string {
  return `${store} ${name}`;
}
