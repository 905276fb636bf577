import { useEffect, useState } from "react";
import { type Store, useMusubiSnapshotSuspense } from "../stores.js";

const restMs = 300;

interface Attempt {
  readonly text: string;
  /** What the store had when it was over. */
  readonly kept: string | undefined;
}

/**
 * What is half written. The user's word is final while the page is there; the store has it when typing rests, so that a page which is loaded anew, or whose server
 * was killed, goes on with it. One message at a time: a page without a connection has one waiting, and not one for each word.
 *
 * @param busy whether to keep it back, since what is written is being posted.
 */
export function useDraft(store: Store<"Comments">, busy: boolean): [string, (change: string | ((now: string) => string)) => void] {
  const kept = useMusubiSnapshotSuspense(store, (comments) => comments.draft);
  const [text, setText] = useState(kept);
  const [sending, setSending] = useState(false);
  const [last, setLast] = useState<Attempt>();

  // A store that will not have it as it is would be asked for ever. One that was mounted anew has lost it.
  const inVain = text === last?.text && kept === last.kept;
  const unsaved = text !== kept && !inVain && !busy;

  useEffect(() => {
    if (!unsaved || sending) {
      return undefined;
    }

    const timer = setTimeout(() => {
      setSending(true);
      void write(store, text).then(() => {
        setLast({ text, kept: store.snapshot()?.draft });
        setSending(false);
      });
    }, restMs);
    return () => clearTimeout(timer);
  }, [store, text, unsaved, sending]);

  useEffect(() => {
    if (!unsaved) {
      return undefined;
    }

    // Before phoenix closes the socket, which hears of it too.
    const hurry = (): void => void write(store, text);
    addEventListener("pagehide", hurry, { capture: true });
    return () => removeEventListener("pagehide", hurry, { capture: true });
  }, [store, text, unsaved]);

  return [text, setText];
}

/** What fails is sent with the next change, or when the store is there again. */
function write(store: Store<"Comments">, text: string): Promise<void> {
  return store.dispatchCommand("write", { text }).then(
    () => {},
    () => {},
  );
}
