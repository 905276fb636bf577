import type {
  AsyncResult,
  CommandName,
  CommandPayload,
  CommandReply,
  ConnectOptions,
  EventName,
  EventPayload,
  ExternalUploader,
  MountStoreOptions,
  MusubiCommandError,
  MusubiConnection,
  MusubiSocketStatus,
  SocketLike,
  StoreModule,
  StoreProxy,
  StoreSnapshot,
} from "@musubi-orleans/client";
import type { FC, ReactNode } from "react";

/** A root on its way, there, or refused. */
export type MusubiRootMount<M extends StoreModule<R>, R> =
  | { status: "loading"; store: null; error: null; isFetching: true; revalidationError: null }
  /** `isFetching`: what is shown is a kept state, or the root before. `revalidationError`: it stays one. */
  | { status: "ready"; store: StoreProxy<M, R>; error: null; isFetching: boolean; revalidationError: Error | null }
  | { status: "error"; store: null; error: Error; isFetching: false; revalidationError: null };

export type UseMusubiRootOptions<M extends StoreModule<R>, R> = MountStoreOptions<M, R> & {
  /** Whether the root goes with the component. True by default. */
  unmountOnCleanup?: boolean;
  /** Shows the root before, with `isFetching`, while another one is mounted in its place. */
  keepPreviousData?: boolean;
};

export type MusubiConnectionStatus<R> = (
  | { state: "connecting"; connection: null }
  | { state: "ready"; connection: MusubiConnection<R> }
  | { state: "error"; connection: null; error: Error }
) & {
  /** What `useMusubiSocketStatus` tells. */
  socketStatus: MusubiSocketStatus;
};

/** A connection, or a socket that the provider connects for as long as it is there. */
export type MusubiProviderProps<R> =
  | { connection: MusubiConnection<R>; socket?: never; topic?: never; uploaders?: never; children?: ReactNode }
  | { socket: SocketLike; topic?: string; uploaders?: Record<string, ExternalUploader>; connection?: never; children?: ReactNode };

export interface MusubiCommandResult<M extends StoreModule<R>, K extends CommandName<M, R>, R> {
  /** Sends the command. What it rejects with is `error` too, so that a click handler need not await it. */
  dispatch: (payload: CommandPayload<M, K, R>) => Promise<CommandReply<M, K, R>>;
  isPending: boolean;
  /** Of the last dispatch; what earlier ones bring is passed over. */
  error: MusubiCommandError | null;
  data: CommandReply<M, K, R> | null;
  reset: () => void;
}

/** A provider and hooks that know the stores of a registry. */
export interface MusubiFactory<R> {
  connect: (socket: SocketLike, options?: ConnectOptions) => Promise<MusubiConnection<R>>;
  MusubiProvider: FC<MusubiProviderProps<R>>;
  /** The connection. Throws while there is none. */
  useMusubiConnection: () => MusubiConnection<R>;
  /** How far the provider is. `ready` means that there is a connection to mount over; whether the server can be reached, and how the page came back, is its `socketStatus`. */
  useMusubiConnectionStatus: () => MusubiConnectionStatus<R>;
  /** How the connection's socket fares, by itself: `reconnecting`, then `resumed` or `reloaded`, say. `connecting` while there is no connection. */
  useMusubiSocketStatus: () => MusubiSocketStatus;
  useMusubiRoot: <M extends StoreModule<R>>(options: UseMusubiRootOptions<M, R>) => MusubiRootMount<M, R>;
  /** Suspends until the root is there; throws to the error boundary when it is refused. */
  useMusubiRootSuspense: <M extends StoreModule<R>>(options: UseMusubiRootOptions<M, R>) => StoreProxy<M, R>;
  /** Renders when what is selected changes. Selections are compared shallowly, unless told otherwise. */
  useMusubiSnapshot: {
    <M extends StoreModule<R>>(store: StoreProxy<M, R>): StoreSnapshot<M, R> | undefined;
    <M extends StoreModule<R>, Selected>(
      store: StoreProxy<M, R>,
      select: (snapshot: StoreSnapshot<M, R> | undefined) => Selected,
      equal?: (one: Selected, other: Selected) => boolean,
    ): Selected;
  };
  /** Suspends while the store is not there. */
  useMusubiSnapshotSuspense: {
    <M extends StoreModule<R>>(store: StoreProxy<M, R>): StoreSnapshot<M, R>;
    <M extends StoreModule<R>, Selected>(
      store: StoreProxy<M, R>,
      select: (snapshot: StoreSnapshot<M, R>) => Selected,
      equal?: (one: Selected, other: Selected) => boolean,
    ): Selected;
  };
  /** The data of an async value. Suspends while it is loading; throws to the error boundary when it has failed, its error as the cause. */
  useMusubiAsync: <M extends StoreModule<R>, T>(store: StoreProxy<M, R>, select: (snapshot: StoreSnapshot<M, R>) => AsyncResult<T>) => T;
  useMusubiCommand: <M extends StoreModule<R>, K extends CommandName<M, R>>(store: StoreProxy<M, R>, name: K) => MusubiCommandResult<M, K, R>;
  /** Calls the handler of the last render for each event. */
  useMusubiEvent: <M extends StoreModule<R>, K extends EventName<M, R>>(
    store: StoreProxy<M, R>,
    name: K,
    handler: (payload: EventPayload<M, K, R>) => void,
  ) => void;
}
