import type { Socket } from "phoenix";
import { Listeners } from "./listeners.js";
import { type Mount, MountedRoot } from "./root.js";
import type { Uploaders } from "./uploads/uploader.js";

/**
 * - `connecting`: never open yet.
 * - `open`: connected.
 * - `reconnecting`: it was open and dropped; phoenix is trying again.
 * - `closed`: `disconnect` was called.
 */
export type ConnectionStatus = "connecting" | "open" | "reconnecting" | "closed";

/** One phoenix socket and the roots mounted over it. */
export interface Connection {
  /** The state of the socket now. */
  readonly status: () => ConnectionStatus;
  /** Calls the listener after each change of `status`; returns the function that stops it. */
  readonly subscribe: (listener: () => void) => () => void;
  /**
   * Mounts a root store. Its state arrives with the first patch; until then its snapshot is undefined.
   * @throws when this connection has mounted the same module and id, and not unmounted it.
   */
  mountStore<TState extends object>(mount: Mount): MountedRoot<TState>;
  /** Unmounts every root and closes the socket. */
  disconnect(): void;
}

export interface ConnectOptions {
  /** For stores whose uploads go elsewhere than to the Musubi server. None by default. */
  readonly uploaders?: Uploaders;
}

/** Opens a phoenix socket, unless it is open already, and mounts roots over it. */
export function connect(socket: Socket, { uploaders = {} }: ConnectOptions = {}): Connection {
  const roots = new Map<string, MountedRoot<object>>();
  const listeners = new Listeners();
  let status: ConnectionStatus = socket.isConnected() ? "open" : "connecting";

  const become = (next: ConnectionStatus): void => {
    if (status !== next) {
      status = next;
      listeners.notify();
    }
  };

  const callbacks = [
    socket.onOpen(() => become("open")),
    // A first attempt that fails is still "connecting": there is nothing to return to.
    socket.onClose(() => become(status === "open" ? "reconnecting" : status)),
  ];
  socket.connect();

  return {
    status: () => status,
    subscribe: listeners.add,
    mountStore: <TState extends object>(mount: Mount) => {
      const rootId = `${mount.module}:${mount.id}`;
      if (roots.has(rootId)) {
        throw new Error(`${rootId} is mounted on this connection. Unmount it first, or share the mounted root.`);
      }

      const root = new MountedRoot<TState>(socket, mount, uploaders, () => roots.delete(rootId));
      roots.set(rootId, root);
      return root;
    },
    disconnect: () => {
      for (const root of [...roots.values()]) {
        root.unmount();
      }

      socket.off(callbacks);
      socket.disconnect();
      become("closed");
    },
  };
}
