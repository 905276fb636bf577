import type { ReactNode } from "react";
import type { StoreView } from "./stores.js";

/** One store of the tree: its assigns, and what else it has. */
export function Store({ store }: { store: StoreView }): ReactNode {
  return (
    <details open={store.path === ""}>
      <summary>
        <strong>{store.module}</strong> {store.path === "" ? "(root)" : store.path}
      </summary>
      <table className="assigns">
        <tbody>
          {store.assigns.map((assign) => (
            <tr key={assign.key}>
              <th scope="row">{assign.key}</th>
              <td>{assign.value === null ? <i>redacted</i> : <code>{assign.value}</code>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {store.assigns.length === 0 && <p className="notice">It has assigned nothing.</p>}
      {store.streams.length > 0 && <p>Streams: {store.streams.join(", ")}</p>}
      {store.uploads.length > 0 && <p>Uploads: {store.uploads.join("; ")}</p>}
    </details>
  );
}
