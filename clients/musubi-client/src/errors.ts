import type { StoreId } from "./types/values.js";

/**
 * Why there was no ok reply. `failed`: the server refused, or the root was unmounted. `timeout`: no answer came in time;
 * the server may have done what it was asked to, or not.
 */
export type MusubiCommandErrorKind = "failed" | "timeout";

export interface MusubiCommandErrorOptions {
  readonly kind: MusubiCommandErrorKind;
  readonly command: string;
  readonly storeId: StoreId;
  readonly reply?: unknown;
  readonly cause?: unknown;
}

/**
 * The server refused a command, or did not answer it. The store lives on.
 *
 * What was lost with the connection is `failed` with the code `Disconnected`: it may have run or not.
 */
export class MusubiCommandError extends Error {
  override readonly name = "MusubiCommandError";
  readonly kind: MusubiCommandErrorKind;
  readonly command: string;
  readonly storeId: StoreId;
  /** What the server replied; undefined after a timeout. */
  readonly reply: unknown;
  /** The reply's `code`, else its `error`, else its `reason`, such as `unknown command`. */
  readonly code: string | undefined;

  constructor({ kind, command, storeId, reply, cause }: MusubiCommandErrorOptions) {
    const code = codeOf(reply);
    super(kind === "timeout" ? `Command "${command}" timed out` : `Command "${command}" failed: ${code ?? "no code"}`, { cause });
    this.kind = kind;
    this.command = command;
    this.storeId = storeId;
    this.reply = reply;
    this.code = code;
  }

  /** Goes by name, so that it also knows an error of another copy of this package. */
  static is(value: unknown): value is MusubiCommandError {
    return value instanceof Error && value.name === "MusubiCommandError";
  }
}

/** The server refused to look at files, or to cancel one, or did not answer. A file's own errors stand in its entry. */
export class MusubiUploadError extends Error {
  override readonly name = "MusubiUploadError";

  constructor(
    readonly kind: MusubiCommandErrorKind,
    /** The server's reason, such as `unknown store`. */
    readonly reason: string,
    /** The upload's name. */
    readonly upload: string,
    readonly storeId: StoreId,
  ) {
    super(`Upload "${upload}" failed: ${reason}`);
  }
}

/** The server refused to mount a root, or the root was unmounted before it was there. */
export class MusubiMountError extends Error {
  override readonly name = "MusubiMountError";

  constructor(
    /** The server's reason, such as `unauthorized`. */
    readonly reason: string,
    readonly module: string,
    readonly id: string,
  ) {
    super(`Root mount failed: ${reason}`);
  }
}

/** The code in an error reply, which is untyped like everything that comes from outside. */
export function codeOf(reply: unknown): string | undefined {
  const { code, error, reason } = Object(reply) as Record<string, unknown>;
  return [code, error, reason].find((value) => typeof value === "string");
}
