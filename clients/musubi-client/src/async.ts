/**
 * A value that the server finds out in the background, as it stands in a snapshot. `result` keeps what an earlier run
 * gave while another one is under way, and when that one fails.
 */
export type AsyncResult<T> = {
  readonly __musubi_async__: true;
} & (
  | { readonly status: "loading"; readonly result: T | null; readonly reason: null }
  | { readonly status: "ok"; readonly result: T; readonly reason: null }
  | { readonly status: "failed"; readonly result: T | null; readonly reason: AsyncFailure }
);

/** Why there is no result. */
export interface AsyncFailure {
  /** `error`: the work ended with an error value. `exit`: it was cancelled, timed out or broke down. */
  readonly kind: "error" | "exit";
  readonly value: unknown;
}
