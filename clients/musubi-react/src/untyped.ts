import type { CacheOptions, MusubiSocketStatus } from "@musubi-orleans/client";

// The hooks are the same for every registry: within, stores are of no type, and `createMusubi` gives them theirs.

export interface Store {
  readonly __musubi_store_id__: string[];
  readonly dispatchCommand: (name: string, payload: unknown) => Promise<unknown>;
  readonly subscribe: (listener: () => void) => () => void;
  readonly handleEvent: (name: string, handler: (payload: unknown) => void) => () => void;
  readonly snapshot: () => unknown;
}

export interface RootOptions {
  readonly module: string;
  readonly id: string;
  readonly params?: Record<string, unknown>;
  readonly cache?: CacheOptions;
  readonly unmountOnCleanup?: boolean;
  readonly keepPreviousData?: boolean;
}

export interface MountOptions extends Pick<RootOptions, "module" | "id" | "params" | "cache"> {
  readonly signal?: AbortSignal;
}

export interface Mounted {
  readonly store: Store;
  readonly unmount: () => Promise<void>;
  readonly isFetching: boolean;
  readonly revalidated: Promise<void>;
  readonly ended: Promise<Error>;
}

export interface Connection {
  readonly mountStore: (options: MountOptions) => Promise<Mounted>;
  readonly status: () => MusubiSocketStatus;
  readonly onStatusChange: (listener: () => void) => () => void;
  readonly disconnect: () => Promise<void>;
}

export function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
