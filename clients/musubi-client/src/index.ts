export { connect, type Connection, type ConnectionStatus } from "./connection.js";
export { MusubiCommandError, MusubiMountError } from "./errors.js";
export type { Mount, MountedRoot } from "./root.js";
export { storeIdOf, type StoreId, type StoreNode } from "./store.js";
