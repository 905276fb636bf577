export type { AsyncFailure, AsyncResult } from "./async.js";
export { connect, type Connection, type ConnectionStatus } from "./connection.js";
export { MusubiCommandError, MusubiMountError } from "./errors.js";
export type { EventListener, PushEvent } from "./events.js";
export type { Mount, MountedRoot } from "./root.js";
export { storeIdOf, type StoreId, type StoreNode } from "./store.js";
export { type Stream, streamKeys } from "./stream.js";
