export type UploadStatus = "idle" | "selecting" | "uploading" | "success" | "error" | "cancelled";

export type EntryStatus = "pending" | "uploading" | "success" | "error" | "cancelled";

/** What went wrong with a file, or with a selection of files. */
export interface UploadError {
  /** From the server, but for `interrupted`: the transfer broke off, and the server did not say why. */
  code:
    | "too_large"
    | "too_many_files"
    | "not_accepted"
    | "chunk_timeout"
    | "chunk_too_large"
    | "external_failed"
    | "preflight_rejected"
    | "internal"
    | "interrupted"
    // What a newer server may say. The odd type keeps the editor's completion of the names above.
    | (string & {});
  /** In English. For other languages, go by the code. */
  message: string;
}

/** A file that the server lets in. */
export interface UploadEntry {
  ref: string;
  clientName: string;
  /** In bytes. */
  clientSize: number;
  /** The media type that the browser gave. */
  clientType: string;
  /** In percent. */
  progress: number;
  status: EntryStatus;
  errors: UploadError[];
  readonly isPending: boolean;
  readonly isUploading: boolean;
  readonly isSuccess: boolean;
  readonly isError: boolean;
  readonly isCancelled: boolean;
}

/** What the server takes. */
export interface UploadConfig {
  /** File name extensions with their dot, or `any`. */
  accept: string[] | "any";
  maxEntries: number;
  /** In bytes. */
  maxFileSize: number;
  /** In bytes. */
  chunkSize: number;
}

/** What is known of an upload. */
export interface UploadFacts {
  readonly config: UploadConfig;
  /** `selecting` from `select` on, `uploading` from `start` on; then, or when the server knows of files already, what became of them. */
  readonly status: UploadStatus;
  readonly entries: readonly UploadEntry[];
  /** Of the last selection, such as of files that were not let in. Errors of a file that was stand in its entry. */
  readonly errors: readonly UploadError[];
  /** In percent, over all entries. */
  readonly progress: number;
  readonly isIdle: boolean;
  readonly isSelecting: boolean;
  readonly isUploading: boolean;
  readonly isSuccess: boolean;
  readonly isError: boolean;
}

/** What can be done with an upload. */
export interface UploadActions {
  /**
   * Asks the server to let files in. No byte of them is sent before `start`.
   *
   * @returns the entries, once the server has looked at names and sizes. What it did not let in is in `errors`.
   * @throws {MusubiUploadError} when the server refuses to look, or does not answer.
   */
  select(files: FileList | File[]): Promise<readonly UploadEntry[]>;
  /** Sends the selected files. Resolves when none is under way any more; `status` and the entries say how it went. */
  start(): Promise<void>;
  /**
   * Takes back an entry, whether it is under way, done or failed; without a ref, all.
   *
   * @throws {MusubiUploadError} when the server does not answer.
   */
  cancel(entryRef?: string): Promise<void>;
  /** Takes back all entries, and forgets the errors. */
  reset(): Promise<void>;
}

/**
 * One upload of one store: what is known of its files, and the way to send some. In a snapshot it is frozen as it was
 * then; in a store's proxy it is one object that always tells how it is now. What it does is the same in both.
 */
export interface UploadHandle extends UploadFacts, UploadActions {}

export interface ExternalUploaderArgs {
  entry: UploadEntry;
  file: File;
  /** What the store's callback for external uploads returned. */
  meta: unknown;
  /** Tells the server and the page how far it is, in percent. To call it is optional. */
  onProgress: (pct: number) => void;
  /** Aborts when the entry goes: cancelled here or by the store, or with its store or root. */
  signal: AbortSignal;
}

/** Takes a file elsewhere than to the Musubi server, such as to a bucket. The entry succeeds when the promise resolves, and fails when it rejects. */
export type ExternalUploader = (args: ExternalUploaderArgs) => Promise<void>;
