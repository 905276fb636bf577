import type { Shared } from "./shared.js";
import type { UploadConfig, UploadError } from "./uploadHandle.js";
import { readUploadConfig, readUploadError } from "./uploadState.js";

/** How the server wants a file that it lets in. */
export type Permit =
  | { readonly type: "channel"; readonly ref: string; readonly token: string }
  | { readonly type: "external"; readonly ref: string; readonly uploader: string; readonly meta: unknown };

/** The answer to `allow_upload`, before a byte of any file is sent. */
export interface Preflight {
  readonly config: UploadConfig;
  /** By client_ref. */
  readonly permits: ReadonlyMap<string, Permit>;
  /** By client_ref. */
  readonly errors: ReadonlyMap<string, UploadError>;
}

export function preflightRequest(files: readonly File[]): object[] {
  return files.map(({ name, size, type }, index) => ({ client_ref: String(index), name, size, type }));
}

/** @throws {WireError} when it is malformed. */
export function readPreflight(reply: unknown, shared: Shared): Preflight {
  const { readList, readObject, readString, WireError } = shared;
  const readPermit = (value: unknown): Permit => {
    const { type, entry_ref, token, uploader, meta } = readObject(value);
    switch (type) {
      case "channel":
        return { type, ref: readString(entry_ref), token: readString(token) };
      case "external":
        return { type, ref: readString(entry_ref), uploader: readString(uploader), meta };
      default:
        throw new WireError("channel or external", type);
    }
  };

  const { config, entries, errors } = readObject(reply);
  return {
    config: readUploadConfig(config, shared),
    permits: new Map(Object.entries(readObject(entries)).map(([clientRef, permit]) => [clientRef, readPermit(permit)])),
    errors: new Map(
      readList(errors).map((value) => {
        const { client_ref, error } = readObject(value);
        return [readString(client_ref), readUploadError(error, shared)];
      }),
    ),
  };
}
