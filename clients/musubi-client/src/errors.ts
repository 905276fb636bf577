import type { StoreId } from "./store.js";

/** The server refused a command, or did not answer it. The store lives on. */
export class MusubiCommandError extends Error {
  override readonly name = "MusubiCommandError";

  constructor(
    /**
     * `error`: the server refused, and nothing changed. `timeout`: no answer came, because the connection
     * or the store broke down; the command may have run or not.
     */
    readonly kind: "error" | "timeout",
    /** The server's reason, such as `unknown command`; else `timeout` or `unmounted`. */
    readonly reason: string,
    /** The command's name. */
    readonly command: string,
    /** The store that it was sent to. */
    readonly storeId: StoreId,
  ) {
    super(`Command "${command}" to store ${JSON.stringify(storeId)} failed: ${reason}.`);
  }
}

/** The server refused to mount a root, or did not answer. */
export class MusubiMountError extends Error {
  override readonly name = "MusubiMountError";

  constructor(
    /** The server's reason, such as `unauthorized`; else `timeout`. */
    readonly reason: string,
    readonly module: string,
    readonly id: string,
  ) {
    super(`Mounting ${module}:${id} failed: ${reason}.`);
  }
}

/** The reason in an error reply, which is untyped like everything that comes from outside. */
export function reasonOf(response: unknown): string {
  const reason = (response as { reason?: unknown } | null)?.reason;
  return typeof reason === "string" ? reason : "unknown";
}
