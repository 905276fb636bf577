export { keyOf, MusubiCommandError } from "@musubi-orleans/client";
export type {
  AsyncResult,
  CommandName,
  CommandPayload,
  CommandReply,
  ExternalUploader,
  ExternalUploaderArgs,
  MountedStore,
  MountStoreOptions,
  MusubiCommandErrorKind,
  MusubiCommandErrorOptions,
  MusubiConnection,
  StoreId,
  StoreModule,
  StoreProxy,
  StoreSnapshot,
  UploadConfig,
  UploadEntry,
  UploadError,
  UploadHandle,
  UploadStatus,
} from "@musubi-orleans/client";
export { createMusubi } from "./createMusubi.js";
export { shallowEqual } from "./shallowEqual.js";
export type {
  MusubiCommandResult,
  MusubiConnectionStatus,
  MusubiFactory,
  MusubiProviderProps,
  MusubiRootMount,
  UseMusubiRootOptions,
} from "./types.js";
