import { type ReactNode, Suspense, useEffect } from "react";
import { useOpened } from "./opened.js";
import { Retrying } from "./Retrying.js";
import { RootList } from "./RootList.js";
import { RootPanel } from "./RootPanel.js";
import { Search } from "./Search.js";
import { Silos } from "./Silos.js";
import { type InspectorStore, useMusubiRootSuspense, useMusubiSnapshotSuspense, useMusubiSocketStatus } from "./stores.js";
import { count } from "./text.js";

/** The page: what there is, and beside it the root that is looked at. */
export function App(): ReactNode {
  const status = useMusubiSocketStatus();
  const live = status === "ready" || status === "resumed" || status === "reloaded";
  return (
    <>
      <header>
        <h1>Musubi inspector</h1>
        <p role="status" className="status" data-live={live}>
          {live ? "Live" : status === "refused" ? "Not allowed" : "Connecting…"}
        </p>
      </header>
      <main>
        <Retrying>
          <Suspense fallback={<p className="notice">Asking the cluster…</p>}>
            <Inspector />
          </Suspense>
        </Retrying>
      </main>
    </>
  );
}

function Inspector(): ReactNode {
  const store = useMusubiRootSuspense({ module: "Musubi.Inspector", id: "main" });
  const state = useMusubiSnapshotSuspense(store);
  useAddress(store);

  if (state.at === null) {
    return <p className="notice">Asking the cluster…</p>;
  }

  return (
    <>
      {state.is_stale && (
        <p className="notice" role="alert">
          The cluster could not be asked. This is what it was.
        </p>
      )}
      <Silos silos={state.silos} />
      <div className="panes" data-opened={state.opened !== null}>
        <section aria-labelledby="roots">
          <h2 id="roots">
            {count(state.all, "root", "roots")}
            {state.search !== "" && `, ${state.matching.toLocaleString()} found`}
          </h2>
          <Search store={store} />
          <RootList state={state} at={state.at} store={store} />
        </section>
        {state.opened !== null && <RootPanel key={state.opened} root={store.root ?? undefined} view={state.root?.view} at={state.at} />}
      </div>
    </>
  );
}

/** Looks at the root that the address names. */
function useAddress(store: InspectorStore): void {
  const opened = useOpened();
  useEffect(() => {
    void (opened === undefined ? store.dispatchCommand("close", {}) : store.dispatchCommand("open", { key: opened })).catch(() => undefined);
  }, [store, opened]);
}
