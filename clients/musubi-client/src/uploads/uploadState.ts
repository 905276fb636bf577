import { freezeDeep } from "../container.js";
import { readInteger, readList, readObject, readString, WireError } from "../wire.js";

/** An upload's place in a snapshot. Its entries are in the upload itself, which `MountedRoot.upload` gives. */
export interface UploadMarker {
  readonly __musubi_upload__: string;
}

/** What the server takes. */
export interface UploadConfig {
  /** File name extensions with their dot, or `any`. */
  readonly accept: readonly string[] | "any";
  readonly maxEntries: number;
  /** In bytes. */
  readonly maxFileSize: number;
  /** In bytes. */
  readonly chunkSize: number;
}

/**
 * What went wrong with a file. All but `interrupted` come from the server; that one is said here, when a transfer
 * broke off and the server did not say why.
 */
export type UploadErrorCode =
  | "too_large"
  | "too_many_files"
  | "not_accepted"
  | "chunk_timeout"
  | "chunk_too_large"
  | "external_failed"
  | "preflight_rejected"
  | "internal"
  | "interrupted"
  // What a newer server may say. The odd type keeps the editor's completion of the names above.
  | (string & {});

export interface UploadError {
  readonly code: UploadErrorCode;
  /** In English. For other languages, go by the code. */
  readonly message: string;
}

/** A file that the server lets in. */
export interface UploadEntry {
  readonly ref: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** The media type that the browser gave. */
  readonly type: string;
  /** In percent. */
  readonly progress: number;
  readonly status: "pending" | "uploading" | "success" | "error" | "cancelled";
  readonly errors: readonly UploadError[];
}

/** One upload of one store. It is frozen, and what did not change keeps its identity. */
export interface UploadState {
  /** Undefined before the root is mounted, and while the store is not there. */
  readonly config: UploadConfig | undefined;
  readonly entries: readonly UploadEntry[];
}

export const emptyUpload: UploadState = freezeDeep({ config: undefined, entries: [] });

/** A step from one state to the next; the same state when it changes nothing. */
export type UploadChange = (state: UploadState) => UploadState;

/**
 * What an upload operation does to its upload.
 *
 * @throws {WireError} when it is malformed; the change that it gives throws nothing.
 */
export function readUploadChange(op: Readonly<Record<string, unknown>>): UploadChange {
  switch (op["op"]) {
    case "config":
      return configured(readUploadConfig(op["config"]));
    case "add":
      return added(readEntry(op["entry"]));
    case "progress":
      return progressed(readString(op["ref"]), readInteger(op["progress"], 0));
    case "complete":
      return completed(readString(op["ref"]));
    case "error":
      return failed(readString(op["ref"]), readUploadError(op["error"]));
    case "cancel":
      return cancelled(readString(op["ref"]));
    case "reset":
      return (state) => ({ ...state, entries: emptyUpload.entries });
    default:
      throw new WireError("an upload operation", op["op"]);
  }
}

export function configured(config: UploadConfig): UploadChange {
  return (state) => ({ ...state, config });
}

/** Progress comes from the server's operations and from the replies to chunks, in any order. */
export function progressed(ref: string, progress: number): UploadChange {
  return changeEntry(ref, (entry) =>
    isUnderWay(entry) && progress > entry.progress ? { ...entry, progress, status: "uploading" } : entry,
  );
}

export function interrupted(ref: string, message: string): UploadChange {
  return changeEntry(ref, (entry) =>
    isUnderWay(entry) ? { ...entry, status: "error", errors: [{ code: "interrupted", message }] } : entry,
  );
}

export function removed(ref: string): UploadChange {
  return (state) => {
    const entries = state.entries.filter((entry) => entry.ref !== ref);
    return entries.length < state.entries.length ? { ...state, entries } : state;
  };
}

export function readUploadConfig(value: unknown): UploadConfig {
  const { accept, max_entries, max_file_size, chunk_size } = readObject(value);
  return {
    accept: accept === "any" ? accept : readList(accept).map(readString),
    maxEntries: readInteger(max_entries, 1),
    maxFileSize: readInteger(max_file_size, 1),
    chunkSize: readInteger(chunk_size, 1),
  };
}

export function readUploadError(value: unknown): UploadError {
  const { code, message } = readObject(value);
  return { code: readString(code), message: readString(message) };
}

function readEntry(value: unknown): UploadEntry {
  const entry = readObject(value);
  return {
    ref: readString(entry["ref"]),
    name: readString(entry["client_name"]),
    size: readInteger(entry["client_size"], 0),
    type: readString(entry["client_type"]),
    progress: readInteger(entry["progress"], 0),
    status: readStatus(entry["status"]),
    errors: readList(entry["errors"]).map(readUploadError),
  };
}

function readStatus(value: unknown): UploadEntry["status"] {
  switch (value) {
    case "pending":
    case "uploading":
    case "success":
    case "error":
    case "cancelled":
      return value;
    default:
      throw new WireError("an entry's status", value);
  }
}

function added(entry: UploadEntry): UploadChange {
  return (state) => ({ ...state, entries: [...state.entries.filter(({ ref }) => ref !== entry.ref), entry] });
}

function completed(ref: string): UploadChange {
  return changeEntry(ref, (entry) => ({ ...entry, progress: 100, status: "success", errors: [] }));
}

/** What the server says outranks what was only noticed here. */
function failed(ref: string, error: UploadError): UploadChange {
  return changeEntry(ref, (entry) => ({
    ...entry,
    status: "error",
    errors: [...entry.errors.filter(({ code }) => code !== "interrupted"), error],
  }));
}

/** An entry goes when it is cancelled. One whose transfer broke off stays: that is why the server cancelled it. */
function cancelled(ref: string): UploadChange {
  return (state) => (state.entries.some((entry) => entry.ref === ref && isInterrupted(entry)) ? state : removed(ref)(state));
}

function changeEntry(ref: string, change: (entry: UploadEntry) => UploadEntry): UploadChange {
  return (state) => {
    const index = state.entries.findIndex((entry) => entry.ref === ref);
    const entry = state.entries[index];
    const next = entry === undefined ? entry : change(entry);
    return next === undefined || next === entry ? state : { ...state, entries: state.entries.with(index, next) };
  };
}

function isUnderWay({ status }: UploadEntry): boolean {
  return status === "pending" || status === "uploading";
}

function isInterrupted({ errors }: UploadEntry): boolean {
  return errors.some(({ code }) => code === "interrupted");
}
