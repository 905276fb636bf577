import { MusubiCommandError } from "@musubi-orleans/client";
import { useCallback, useRef, useState } from "react";
import { type Store, toError } from "./untyped.js";

interface Outcome {
  readonly isPending: boolean;
  readonly error: MusubiCommandError | null;
  readonly data: unknown;
}

const idle: Outcome = { isPending: false, error: null, data: null };

export function useCommand(store: Store, name: string): Outcome & { dispatch: (payload: unknown) => Promise<unknown>; reset: () => void } {
  const [outcome, setOutcome] = useState(idle);
  const last = useRef(0);

  const dispatch = useCallback(
    async (payload: unknown): Promise<unknown> => {
      const request = (last.current += 1);
      const show = (next: Outcome): void => {
        if (request === last.current) {
          setOutcome(next);
        }
      };

      show({ ...idle, isPending: true });
      try {
        const data = await store.dispatchCommand(name, payload);
        show({ ...idle, data });
        return data;
      } catch (cause) {
        const error = MusubiCommandError.is(cause)
          ? cause
          : new MusubiCommandError({ kind: "failed", command: name, storeId: store.__musubi_store_id__, reply: { error: toError(cause).message }, cause });
        show({ ...idle, error });
        throw error;
      }
    },
    [store, name],
  );

  const reset = useCallback(() => {
    last.current += 1;
    setOutcome(idle);
  }, []);

  return { ...outcome, dispatch, reset };
}
