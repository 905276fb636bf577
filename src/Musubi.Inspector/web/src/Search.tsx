import { type ReactNode, useEffect, useState } from "react";
import type { InspectorStore } from "./stores.js";

const restMs = 200;

/** Asks for what is typed, when typing rests. */
export function Search({ store }: { store: InspectorStore }): ReactNode {
  const [text, setText] = useState(store.search);
  useEffect(() => {
    if (text === store.search) {
      return;
    }

    const timer = setTimeout(() => void store.dispatchCommand("search", { text }).catch(() => undefined), restMs);
    return () => clearTimeout(timer);
  }, [store, text]);

  return (
    <search>
      <label htmlFor="text">Search by user, module, id or connection</label>
      <input id="text" type="search" maxLength={200} autoComplete="off" spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />
    </search>
  );
}
