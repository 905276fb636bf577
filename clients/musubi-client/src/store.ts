import { readList, readString } from "./wire.js";

/** Where a store sits in its root's tree: the local ids on the way down; the root's own is empty. */
export type StoreId = readonly string[];

/** A store's object in a snapshot. The server writes its id beside the state. */
export interface StoreNode {
  readonly __musubi_store_id__: StoreId;
}

/** The id of a store, given the id itself or the store's object in a snapshot. */
export function storeIdOf(store: StoreId | StoreNode): StoreId {
  return "__musubi_store_id__" in store ? store.__musubi_store_id__ : store;
}

/** A store's id as one string, to look things up by. */
export function storeKey(storeId: StoreId): string {
  return JSON.stringify(storeId);
}

export function readStoreId(value: unknown): StoreId {
  return readList(value).map(readString);
}
