import type { ReactNode } from "react";
import { open } from "./opened.js";
import type { InspectorState, InspectorStore } from "./stores.js";
import { age } from "./text.js";

/** One page of the roots that were found. */
export function RootList({ state, at, store }: { state: InspectorState; at: string; store: InspectorStore }): ReactNode {
  const turn = (to: "next" | "first"): void => void store.dispatchCommand(to, {}).catch(() => undefined);
  return (
    <>
      <table className="roots">
        <thead>
          <tr>
            <th scope="col">Root</th>
            <th scope="col">User</th>
            <th scope="col">Since</th>
            <th scope="col">Version</th>
            <th scope="col">Silo</th>
          </tr>
        </thead>
        <tbody>
          {state.roots.map((root) => (
            <tr key={root.key} aria-current={root.key === state.opened ? "true" : undefined}>
              <td>
                <button type="button" className="link" onClick={() => open(root.key)}>
                  {root.module}:{root.id}
                </button>
              </td>
              <td data-label="User">{root.user ?? <i>nobody</i>}</td>
              <td data-label="Since">{root.is_detached ? "waits for its client" : age(root.since, at)}</td>
              <td data-label="Version">{root.version}</td>
              <td data-label="Silo">{root.silo}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {state.roots.length === 0 && <p className="notice">No root is mounted{state.search !== "" && " that this is in"}.</p>}
      <div className="pages">
        {!state.is_first && (
          <button type="button" onClick={() => turn("first")}>
            First page
          </button>
        )}
        {state.has_more && (
          <button type="button" onClick={() => turn("next")}>
            Next page
          </button>
        )}
      </div>
    </>
  );
}
