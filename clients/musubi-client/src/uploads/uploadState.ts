import type { Shared } from "./shared.js";
import type { EntryStatus, UploadConfig, UploadEntry, UploadError, UploadFacts, UploadStatus } from "./uploadHandle.js";

/** What is known of one upload. It is frozen, and what did not change keeps its identity. */
export interface UploadState {
  readonly config: UploadConfig;
  /** What the page is at; idle when it waits for nothing. */
  readonly phase: "idle" | "selecting" | "uploading";
  readonly entries: readonly UploadEntry[];
  readonly errors: readonly UploadError[];
}

const entryStatuses = ["pending", "uploading", "success", "error", "cancelled"] as const;

/** A step from one state to the next; the same state when it changes nothing. */
export type UploadChange = (state: UploadState) => UploadState;

/** The part of a handle that can be seen. */
export function factsOf(state: UploadState): UploadFacts {
  const { config, entries, errors } = state;
  const status = statusOf(state);
  return {
    config,
    status,
    entries,
    errors,
    progress: Math.round(entries.reduce((sum, { progress }) => sum + progress, 0) / Math.max(entries.length, 1)),
    isIdle: status === "idle",
    isSelecting: status === "selecting",
    isUploading: status === "uploading",
    isSuccess: status === "success",
    isError: status === "error",
  };
}

/** Follows from what there is, so that it is right also when the server takes entries out, as after a command has consumed them. */
function statusOf({ phase, entries, errors }: UploadState): UploadStatus {
  const has = (status: EntryStatus): boolean => entries.some((entry) => entry.status === status);
  if (phase !== "idle") {
    return phase;
  }

  if (has("uploading")) {
    return "uploading";
  }

  if (errors.length > 0 || has("error")) {
    return "error";
  }

  return entries.length === 0 ? "idle" : has("pending") ? "selecting" : "success";
}

/**
 * What an upload operation does to its upload.
 *
 * @throws {WireError} when it is malformed; the change that it gives throws nothing.
 */
export function readUploadChange(op: Readonly<Record<string, unknown>>, shared: Shared): UploadChange {
  const { readInteger, readString, WireError } = shared;
  switch (op["op"]) {
    case "config":
      return configured(readUploadConfig(op["config"], shared));
    case "add":
      return added(readEntry(op["entry"], shared));
    case "progress":
      return progressed(readString(op["ref"]), readInteger(op["progress"], 0));
    case "complete":
      return completed(readString(op["ref"]));
    case "error":
      return op["ref"] === undefined ? refused(readUploadError(op["error"], shared)) : failed(readString(op["ref"]), readUploadError(op["error"], shared));
    case "cancel":
      return cancelled(readString(op["ref"]));
    case "reset":
      return (state) => ({ ...state, entries: [], errors: [] });
    default:
      throw new WireError("an upload operation", op["op"]);
  }
}

export function configured(config: UploadConfig): UploadChange {
  return (state) => ({ ...state, config });
}

export function enter(phase: UploadState["phase"]): UploadChange {
  return (state) => ({ ...state, phase });
}

/** Begins a selection, or ends it with what was not let in. */
export function selected(errors: readonly UploadError[]): UploadChange {
  return (state) => ({ ...state, errors });
}

/** An entry takes the place that it has already: the server tells of it twice, in the answer and in an operation. */
export function added(entry: UploadEntry): UploadChange {
  return (state) => {
    const index = state.entries.findIndex(({ ref }) => ref === entry.ref);
    return { ...state, entries: index < 0 ? [...state.entries, entry] : state.entries.with(index, entry) };
  };
}

/** Progress comes from the server's operations and from the replies to chunks, in any order. */
export function progressed(ref: string, progress: number): UploadChange {
  return changeEntry(ref, (entry) => (isUnderWay(entry) && progress > entry.progress ? { progress, status: "uploading" } : {}));
}

export function interrupted(ref: string, message: string): UploadChange {
  return changeEntry(ref, (entry) => (isUnderWay(entry) ? { status: "error", errors: [{ code: "interrupted", message }] } : {}));
}

export function removed(ref: string): UploadChange {
  return (state) => {
    const entries = state.entries.filter((entry) => entry.ref !== ref);
    return entries.length < state.entries.length ? { ...state, entries } : state;
  };
}

export function isUnderWay({ status }: UploadEntry): boolean {
  return status === "pending" || status === "uploading";
}

export function readUploadConfig(value: unknown, { readInteger, readList, readObject, readString }: Shared): UploadConfig {
  const { accept, max_entries, max_file_size, chunk_size } = readObject(value);
  return {
    accept: accept === "any" ? accept : readList(accept).map(readString),
    maxEntries: readInteger(max_entries, 1),
    maxFileSize: readInteger(max_file_size, 1),
    chunkSize: readInteger(chunk_size, 1),
  };
}

export function readUploadError(value: unknown, { readObject, readString }: Shared): UploadError {
  const { code, message } = readObject(value);
  return { code: readString(code), message: readString(message) };
}

type EntryFacts = Omit<UploadEntry, "isPending" | "isUploading" | "isSuccess" | "isError" | "isCancelled">;

export function toEntry(facts: EntryFacts): UploadEntry {
  const { status } = facts;
  return {
    ...facts,
    isPending: status === "pending",
    isUploading: status === "uploading",
    isSuccess: status === "success",
    isError: status === "error",
    isCancelled: status === "cancelled",
  };
}

function readEntry(value: unknown, shared: Shared): UploadEntry {
  const { readInteger, readList, readObject, readString } = shared;
  const entry = readObject(value);
  return toEntry({
    ref: readString(entry["ref"]),
    clientName: readString(entry["client_name"]),
    clientSize: readInteger(entry["client_size"], 0),
    clientType: readString(entry["client_type"]),
    progress: readInteger(entry["progress"], 0),
    status: readStatus(entry["status"], shared),
    errors: readList(entry["errors"]).map((error) => readUploadError(error, shared)),
  });
}

function readStatus(value: unknown, { WireError }: Shared): EntryStatus {
  const status = entryStatuses.find((candidate) => candidate === value);
  if (status === undefined) {
    throw new WireError("an entry's status", value);
  }

  return status;
}

function completed(ref: string): UploadChange {
  return changeEntry(ref, () => ({ progress: 100, status: "success", errors: [] }));
}

/** What the server says outranks what was only noticed here. */
function failed(ref: string, error: UploadError): UploadChange {
  return changeEntry(ref, ({ errors }) => ({ status: "error", errors: [...errors.filter(({ code }) => code !== "interrupted"), error] }));
}

function refused(error: UploadError): UploadChange {
  return (state) => ({ ...state, errors: [...state.errors, error] });
}

/** An entry goes when it is cancelled. One whose transfer broke off stays: that is why the server cancelled it. */
function cancelled(ref: string): UploadChange {
  return (state) => (state.entries.some((entry) => entry.ref === ref && isInterrupted(entry)) ? state : removed(ref)(state));
}

function changeEntry(ref: string, change: (entry: UploadEntry) => Partial<EntryFacts>): UploadChange {
  return (state) => {
    const index = state.entries.findIndex((entry) => entry.ref === ref);
    const entry = state.entries[index];
    const facts = entry === undefined ? {} : change(entry);
    return Object.keys(facts).length === 0 ? state : { ...state, entries: state.entries.with(index, toEntry({ ...entry!, ...facts })) };
  };
}

function isInterrupted({ errors }: UploadEntry): boolean {
  return errors.some(({ code }) => code === "interrupted");
}

/** As after a mount: nothing is known but what the server takes. */
export function emptied(state: UploadState): UploadState {
  return state.entries.length > 0 || state.errors.length > 0 ? { config: state.config, phase: "idle", entries: [], errors: [] } : state;
}
