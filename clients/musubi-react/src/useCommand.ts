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
  const [of, setOf] = useState({ store, name, outcome: idle });
  const last = useRef(0);
  // What another store, or another command, was answered is not this one's, not for one render.
  const outcome = of.store === store && of.name === name ? of.outcome : idle;

  const dispatch = useCallback(
    (payload: unknown): Promise<unknown> => {
      const request = (last.current += 1);
      const show = (next: Outcome): void => {
        if (request === last.current) {
          setOf({ store, name, outcome: next });
        }
      };

      const run = async (): Promise<unknown> => {
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
      };
      const running = run();
      // It is shown as `error`: who dispatches from a click and awaits nothing has no unhandled rejection.
      running.catch(() => {});
      return running;
    },
    [store, name],
  );

  const reset = useCallback(() => {
    last.current += 1;
    setOf({ store, name, outcome: idle });
  }, [store, name]);

  return { ...outcome, dispatch, reset };
}
