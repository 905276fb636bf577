import { freezeDeep } from "./container.js";
import { Listeners } from "./listeners.js";
import { readStoreId, type StoreId } from "./store.js";
import { readList, readObject, readString } from "./wire.js";

/** Something that happened once, which a store told the page about. It is no part of the state. */
export interface PushEvent<TPayload = unknown> {
  readonly name: string;
  /** The store that pushed it. */
  readonly storeId: StoreId;
  readonly payload: TPayload;
}

/** Hears of an event. */
export type EventListener<TPayload = unknown> = (payload: TPayload, event: PushEvent<TPayload>) => void;

/** The events of an envelope, in the order in which they were pushed. */
export function readEvents(events: unknown): readonly PushEvent[] {
  return readList(events).map((value) => {
    const { name, store_id, payload } = readObject(value);
    return freezeDeep({ name: readString(name), storeId: readStoreId(store_id), payload });
  });
}

/** Those who want to hear of events, by the events' name. */
export class EventListeners {
  readonly #byName = new Map<string, Listeners<[unknown, PushEvent]>>();

  /** @returns the function that ends this subscription. */
  add(name: string, listener: EventListener): () => void {
    let listeners = this.#byName.get(name);
    if (listeners === undefined) {
      this.#byName.set(name, (listeners = new Listeners()));
    }

    return listeners.add(listener);
  }

  notify(event: PushEvent): void {
    this.#byName.get(event.name)?.notify(event.payload, event);
  }
}
