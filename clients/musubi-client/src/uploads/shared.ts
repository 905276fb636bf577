import { freezeDeep } from "../container.js";
import { MusubiUploadError } from "../errors.js";
import { Listeners } from "../listeners.js";
import { NoAnswer } from "../requests.js";
import { readStoreId } from "../store.js";
import { readInteger, readList, readObject, readString, WireError } from "../wire.js";

/**
 * What the uploads' code uses of what every page has loaded. It is handed this and does not import it: bundlers put what two
 * files import into a third one, and every page would load that too.
 */
export const shared = { freezeDeep, Listeners, MusubiUploadError, NoAnswer, readInteger, readList, readObject, readStoreId, readString, WireError };

export type Shared = typeof shared;
