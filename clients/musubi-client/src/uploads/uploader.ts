/** A file for an {@link Uploader}. */
export interface ExternalUpload {
  /** The entry's ref, as in the upload's snapshot. */
  readonly ref: string;
  readonly file: File;
  /** Aborts when the entry goes: cancelled here or by the store, or with its store or root. */
  readonly signal: AbortSignal;
}

/**
 * Takes a file elsewhere than to the Musubi server, such as to a bucket. The entry succeeds when the promise
 * resolves, and fails when it rejects.
 *
 * @param meta what the store's `UploadExternal` returned.
 * @param report tells the server and the page how far it is, in percent. To call it is optional.
 */
export type Uploader = (upload: ExternalUpload, meta: unknown, report: (percent: number) => void) => Promise<void>;

/** Uploaders by the names that stores ask for them with. */
export type Uploaders = Readonly<Record<string, Uploader>>;
