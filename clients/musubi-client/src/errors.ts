import type { StoreId } from "./store.js";

/**
 * Why there was no ok reply. `error`: the server refused, and nothing changed. `timeout`: no answer came, because the
 * connection or the store broke down; it may have done what it was asked to, or not.
 */
export type FailureKind = "error" | "timeout";

/** The server refused a command, or did not answer it. The store lives on. */
export class MusubiCommandError extends Error {
  override readonly name = "MusubiCommandError";

  constructor(
    readonly kind: FailureKind,
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

/** The server refused to look at files, or to cancel one, or did not answer. A file's own errors stand in its entry. */
export class MusubiUploadError extends Error {
  override readonly name = "MusubiUploadError";

  constructor(
    readonly kind: FailureKind,
    /** The server's reason, such as `unknown store`; else `timeout` or `unmounted`. */
    readonly reason: string,
    /** The upload's name. */
    readonly upload: string,
    /** The store that declares it. */
    readonly storeId: StoreId,
  ) {
    super(`Upload "${upload}" of store ${JSON.stringify(storeId)} failed: ${reason}.`);
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
