import { readList, readObject, readString, WireError } from "../wire.js";
import {
  added,
  configured,
  enter,
  interrupted,
  isUnderWay,
  progressed,
  readUploadConfig,
  readUploadError,
  removed,
  selected,
  toEntry,
} from "./uploadState.js";

/**
 * What sending uses of what a page has loaded by then. The sender is handed it and does not import it: bundlers put what two
 * files import into a third one, and every page would load that too.
 */
export const shared = {
  readList,
  readObject,
  readString,
  WireError,
  added,
  configured,
  enter,
  interrupted,
  isUnderWay,
  progressed,
  readUploadConfig,
  readUploadError,
  removed,
  selected,
  toEntry,
};

export type Shared = typeof shared;
