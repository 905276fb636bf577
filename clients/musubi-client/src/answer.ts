import type { Push } from "phoenix";
import { type FailureKind, reasonOf } from "./errors.js";

/** What came in the place of an ok reply. Whoever asked makes an error of it that says what was asked. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";

  constructor(
    readonly kind: FailureKind,
    readonly reason: string,
  ) {
    super(reason);
  }
}

/**
 * The ok reply to a push or a join.
 *
 * @throws {NoAnswer} when the server refuses, or does not answer in phoenix' timeout (10 s).
 */
export function answerTo(push: Push): Promise<unknown> {
  return new Promise((resolve, reject) => {
    push
      .receive("ok", resolve)
      .receive("error", (response: unknown) => reject(new NoAnswer("error", reasonOf(response))))
      .receive("timeout", () => reject(new NoAnswer("timeout", "timeout")));
  });
}
