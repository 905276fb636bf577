export { canonicalStringify, storeCacheKey } from "./cache/keys.js";
export {
  createMemoryPersister,
  createStorageCachePersister,
  type MusubiCacheEntry,
  type MusubiCachePersister,
  type StorageLike,
} from "./cache/persister.js";
export type { CacheOptions } from "./cache/rootCache.js";
export { fullJitter } from "./jitter.js";
export { connect, type ConnectOptions, type MountedStore, type MountStoreOptions, type MusubiConnection } from "./connection.js";
export {
  MusubiCommandError,
  type MusubiCommandErrorKind,
  type MusubiCommandErrorOptions,
  MusubiMountError,
  MusubiUploadError,
} from "./errors.js";
export type { ChannelLike, PushLike, SocketLike } from "./socket.js";
export type { MusubiSocketStatus } from "./status.js";
export { keyOf } from "./store.js";
export type {
  CommandName,
  CommandPayload,
  CommandReply,
  CommandsOf,
  DefOf,
  EventName,
  EventPayload,
  EventsOf,
  ShapeOf,
  StoreModule,
} from "./types/registry.js";
export type {
  AsyncError,
  AsyncResult,
  CommandOptions,
  ProxyValue,
  SnapshotValue,
  StoreId,
  StoreProxy,
  StoreRuntime,
  StoreSnapshot,
} from "./types/values.js";
export type {
  EntryStatus,
  ExternalUploader,
  ExternalUploaderArgs,
  UploadConfig,
  UploadEntry,
  UploadError,
  UploadHandle,
  UploadStatus,
} from "./uploads/uploadHandle.js";
export { nextSnapshot, waitFor } from "./wait.js";
