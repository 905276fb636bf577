import type { AsyncResult } from "@musubi-orleans/react";
import { useState } from "react";

/** A stream starts empty after a reconnect: what is shown stays until the items are there again. */
export function useKeptItems<T>(items: readonly T[], status: AsyncResult<unknown>["status"]): readonly T[] {
  const [kept, setKept] = useState(items);
  const current = items.length > 0 || status === "ok" ? items : kept;
  if (current !== kept) {
    setKept(current);
  }

  return current;
}
