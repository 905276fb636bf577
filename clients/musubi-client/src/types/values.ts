import type { UploadHandle } from "../uploads/uploadHandle.js";
import type {
  CommandName,
  CommandPayload,
  CommandReply,
  EventName,
  EventPayload,
  FieldKind,
  FieldOf,
  ShapeOf,
  StoreModule,
} from "./registry.js";

/** Where a store sits in its root's tree: the local ids on the way down; the root's own is empty. */
export type StoreId = string[];

/** Why an async value failed. `error`: its work ended with an error value. `exit`: it was cancelled, timed out or broke down. */
export type AsyncError = { kind: "error"; value: unknown } | { kind: "exit"; value: unknown };

/** A value that the server finds out in the background. `data` keeps what an earlier run gave, also while the next one runs or after it failed. */
export type AsyncResult<T> =
  | { status: "loading"; data: T | null; error: null }
  | { status: "ok"; data: T; error: null }
  | { status: "failed"; data: T | null; error: AsyncError | unknown };

/** A field of a store's shape as a snapshot has it. */
export type SnapshotValue<T, R> = Projected<T, R, "snapshot">;

/** A field of a store's shape as a proxy has it: child stores are proxies. What is inside an async value or a stream is as in a snapshot. */
export type ProxyValue<T, R> = Projected<T, R, "proxy">;

type View = "snapshot" | "proxy";

/** Distributes over unions, so that `StoreField<"X"> | null` keeps its null. */
type Projected<T, R, V extends View> = 0 extends 1 & T
  ? T
  : T extends unknown
    ? [FieldKind<T>] extends [never]
      ? Plain<T, R, V>
      : Field<T, R, V>
    : never;

type Field<T, R, V extends View> = FieldKind<T> extends "store"
  ? FieldOf<T, "module"> extends infer M extends StoreModule<R>
    ? V extends "proxy"
      ? StoreProxy<M, R>
      : StoreSnapshot<M, R>
    : never
  : FieldKind<T> extends "upload"
    ? UploadHandle
    : FieldKind<T> extends "stream"
      ? readonly SnapshotValue<FieldOf<T, "item">, R>[]
      : AsyncResult<SnapshotValue<FieldOf<T, "value">, R>>;

type Plain<T, R, V extends View> = T extends readonly (infer Item)[]
  ? readonly Projected<Item, R, V>[]
  : T extends object
    ? { readonly [K in keyof T]: Projected<T[K], R, V> }
    : T;

/** A store's state at one time, and that of all stores in it. It is frozen, and shares with the one before what did not change. */
export type StoreSnapshot<M extends StoreModule<R>, R> = { readonly __musubi_store_id__: StoreId } & {
  readonly [K in keyof ShapeOf<M, R>]: SnapshotValue<ShapeOf<M, R>[K], R>;
};

/** How one command is sent. */
export interface CommandOptions {
  /**
   * How long an answer is waited for, in milliseconds, reconnects included. By default 60,000 where the server can resume a root, else the socket's own
   * timeout (10,000). What was not sent by then never is; what was sent may have run.
   */
  timeoutMs?: number;
  /** Gives up when it is aborted; the command rejects with its reason. What was not sent by then never is. */
  signal?: AbortSignal;
}

/** What every store proxy has besides its state. */
export interface StoreRuntime<M extends StoreModule<R>, R> {
  readonly __musubi_store_id__: StoreId;
  /**
   * Sends a command to this store. While the connection is away it waits to be sent.
   *
   * @returns the handler's reply; `{}` when it gives none.
   * @throws {MusubiCommandError} when the server refuses, or does not answer in time, see {@link CommandOptions}.
   */
  dispatchCommand<K extends CommandName<M, R>>(name: K, payload: CommandPayload<M, K, R>, options?: CommandOptions): Promise<CommandReply<M, K, R>>;
  /** Calls the listener after each change of this store's snapshot; returns the function that stops it. */
  subscribe(listener: () => void): () => void;
  /** Calls the handler for each event of this name that this store pushes, once, when the snapshot is up to date with it. */
  handleEvent<K extends EventName<M, R>>(name: K, handler: (payload: EventPayload<M, K, R>) => void): () => void;
  /** The state now; undefined while the store is not there. */
  snapshot(): StoreSnapshot<M, R> | undefined;
}

/**
 * A store as the page holds it: its state now, as properties, and the way to talk to it. It is the same object for as long as the store is there.
 * A field that is named like one of the proxy's own members, such as `subscribe`, is found in `snapshot()`.
 */
export type StoreProxy<M extends StoreModule<R>, R> = StoreRuntime<M, R> & {
  readonly [K in Exclude<keyof ShapeOf<M, R>, keyof StoreRuntime<M, R>>]: ProxyValue<ShapeOf<M, R>[K], R>;
};
