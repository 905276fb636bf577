import { ownValue } from "./container.js";
import type { StoreId } from "./types/values.js";
import { readList, readString } from "./wire.js";

/** A store's place in its root: its id, and the id as one string to look things up by. */
export interface Place {
  readonly id: StoreId;
  readonly key: string;
}

export const rootPlace: Place = { id: [], key: storeKey([]) };
Object.freeze(rootPlace.id);

export function storeKey(storeId: readonly string[]): string {
  return JSON.stringify(storeId);
}

export function readStoreId(value: unknown): StoreId {
  return readList(value).map(readString);
}

/** The place of a store's object, which the server writes into it; undefined for any other value. */
export function placeOf(node: object): Place | undefined {
  const id = ownValue(node, "__musubi_store_id__");
  return isStoreId(id) ? { id, key: storeKey(id) } : undefined;
}

function isStoreId(value: unknown): value is StoreId {
  return Array.isArray(value) && value.every((part) => typeof part === "string");
}

/** A string that tells this store from the others of its root, and stays the same: for `key` in lists of React. */
export function keyOf(store: { readonly __musubi_store_id__: readonly string[] }): string {
  return storeKey(store.__musubi_store_id__);
}
