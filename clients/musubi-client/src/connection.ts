import type { CacheOptions } from "./cache/rootCache.js";
import { MusubiMountError } from "./errors.js";
import { getOrInsert } from "./getOrInsert.js";
import { Mounts } from "./mounts.js";
import type { SocketLike } from "./socket.js";
import { type MusubiSocketStatus, SocketStatus } from "./status.js";
import type { StoreModule } from "./types/registry.js";
import type { StoreProxy } from "./types/values.js";
import type { ExternalUploader } from "./uploads/uploadHandle.js";

export interface ConnectOptions {
  /** What the topics of roots begin with. `musubi:connection` by default. */
  topic?: string;
  /** For stores whose uploads go elsewhere than to the Musubi server, by the name that the store asks for. */
  uploaders?: Record<string, ExternalUploader>;
  /** How long a root stays mounted that nobody holds, in milliseconds. By default 0: until the running code is done. */
  unmountGraceMs?: number;
  /**
   * The largest message that the server takes, in bytes, until it has said so itself with the first root: its `MaxTextFrameBytes`. 65,536 by default, as there. A command
   * or a mount that is larger is rejected here, with the reason `payload too large`.
   */
  maxMessageBytes?: number;
  /** How many commands may wait for each root while the connection is away. 64 by default; what is given past it is rejected with the code `Too many waiting`. */
  maxWaitingCommands?: number;
  /**
   * Whether roots go on when the page is loaded anew: what they need for it is kept in the tab's `sessionStorage`. False by default. A duplicated tab mounts roots of its own. Without effect
   * where the browser has no Web Locks, which need a secure origin, or forbids storages; what is mounted is mounted anew then, as ever.
   */
  surviveReload?: boolean;
}

export interface MountStoreOptions<M extends StoreModule<R>, R> {
  /** The root store's name in the registry. */
  module: M;
  /** Tells apart several roots of one module on one connection; not empty. */
  id: string;
  /** What the store's mount receives. */
  params?: Record<string, unknown>;
  /** Shows a state that was kept while the server's is fetched. Without it nothing is kept. */
  cache?: CacheOptions;
  /** Lets go when it is aborted, also while the state is still waited for. */
  signal?: AbortSignal;
}

/** One hold of a root. The root goes when all who mounted it have let go. */
export interface MountedStore<M extends StoreModule<R>, R> {
  readonly store: StoreProxy<M, R>;
  /** Lets go. Resolves when that has had its effect. */
  readonly unmount: () => Promise<void>;
  /** Whether the state was a kept one when the promise of `mountStore` resolved. */
  readonly fromCache: boolean;
  /** Whether it still is. */
  readonly isFetching: boolean;
  /** Resolves with the server's first patch. Rejects when there will be none; the kept state stays then. */
  readonly revalidated: Promise<void>;
  /** Resolves with the reason when the root is no more: unmounted, or refused by the server when it joined again. Its last state stays. */
  readonly ended: Promise<Error>;
}

/** The roots that are mounted over one socket. */
export interface MusubiConnection<R> {
  /**
   * Mounts a root store, or shares the one that is mounted under this module and id. Resolves when its state is there;
   * a server that cannot be reached is waited for.
   *
   * @throws {MusubiMountError} when the server refuses.
   */
  mountStore<M extends StoreModule<R>>(options: MountStoreOptions<M, R>): Promise<MountedStore<M, R>>;
  /** Forgets the kept state of one root, or of all. Without params it is all states of that module and id. */
  clearStoreCache(target?: { module: string; id: string; params?: Record<string, unknown> }): Promise<void>;
  /** How the socket fares. What is mounted keeps its last state while it is away. */
  status(): MusubiSocketStatus;
  /** Calls the listener after each change of `status`; returns the function that stops it. */
  onStatusChange(listener: (status: MusubiSocketStatus) => void): () => void;
  /** Unmounts every root, unless the same socket was connected more often than disconnected. The socket stays open. */
  disconnect(): Promise<void>;
}

/** What all connections over one topic of one socket share: a topic is joined once per socket. */
interface Shared {
  readonly mounts: Mounts;
  readonly status: SocketStatus;
  holders: number;
}

const sharedBySocket = new WeakMap<SocketLike, Map<string, Shared>>();

/** Connects a phoenix socket, and mounts roots over it. `R` is the registry of stores, usually the generated `Musubi.Stores`. */
export async function connect<R>(socket: SocketLike, options: ConnectOptions = {}): Promise<MusubiConnection<R>> {
  const { topic = "musubi:connection", uploaders = {}, unmountGraceMs = 0, maxMessageBytes = 65_536, maxWaitingCommands = 64, surviveReload } = options;
  const keep = surviveReload ? await import("./reload.js").then((reload) => reload.keep(socket), () => undefined) : undefined;
  const byTopic = getOrInsert(sharedBySocket, socket, () => new Map<string, Shared>());
  const shared = getOrInsert(byTopic, topic, () => {
    const status = new SocketStatus(socket);
    return { mounts: new Mounts({ socket, topic, uploaders, maxMessageBytes, maxWaitingCommands, status, keep }, unmountGraceMs), status, holders: 0 };
  });

  shared.holders += 1;
  socket.connect();
  return new Connection<R>(shared, () => byTopic.delete(topic));
}

class Connection<R> implements MusubiConnection<R> {
  readonly #shared: Shared;
  readonly #end: () => void;
  readonly #unmounts = new Set<() => Promise<void>>();
  #open = true;

  constructor(shared: Shared, end: () => void) {
    this.#shared = shared;
    this.#end = end;
  }

  // Bound, because what is taken out of a connection goes on working without it.
  readonly status = (): MusubiSocketStatus => this.#shared.status.current;

  readonly onStatusChange = (listener: (status: MusubiSocketStatus) => void): (() => void) => this.#shared.status.subscribe(listener);

  readonly clearStoreCache: MusubiConnection<R>["clearStoreCache"] = (target) => this.#shared.mounts.clearCache(target);

  readonly mountStore = async <M extends StoreModule<R>>({ module, id, params, cache, signal }: MountStoreOptions<M, R>): Promise<MountedStore<M, R>> => {
    if (!this.#open) {
      throw new MusubiMountError("Disconnected", module, id);
    }

    const { mounts } = this.#shared;
    const mount = { module, id, params };
    const shared = mounts.hold(mount, cache);
    let released: Promise<void> | undefined;
    const unmount = (): Promise<void> => {
      this.#unmounts.delete(unmount);
      return (released ??= mounts.release(mount, shared));
    };
    this.#unmounts.add(unmount);
    const aborted = new Promise<never>((_, reject) => {
      const abort = (): void => {
        void unmount();
        reject(new MusubiMountError("Unmounted", module, id));
      };
      signal?.addEventListener("abort", abort, { once: true });
      if (signal?.aborted) {
        abort();
      }
    });
    // Also when nobody waits any more.
    aborted.catch(() => {});
    try {
      await Promise.race([shared.ready, aborted]);
    } catch (error) {
      void unmount();
      throw error;
    }

    const { root } = shared;
    const fromCache = !root.isLive;
    return {
      store: root.tree.root as StoreProxy<M, R>,
      unmount,
      fromCache,
      get isFetching() {
        return fromCache && !root.isLive && !root.isLeft;
      },
      revalidated: root.mounted,
      ended: root.ended,
    };
  };

  readonly disconnect = async (): Promise<void> => {
    if (this.#open) {
      this.#open = false;
      this.#shared.holders -= 1;
      if (this.#shared.holders === 0) {
        this.#end();
        this.#shared.status.stop();
        this.#shared.mounts.endAll();
      } else {
        await Promise.all([...this.#unmounts].map((unmount) => unmount()));
      }
    }
  };
}
