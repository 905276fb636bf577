import { type ReactNode, useEffect, useRef } from "react";
import { Action } from "./Action.js";
import { open } from "./opened.js";
import { Store } from "./Store.js";
import type { RootStore, RootView } from "./stores.js";
import { age, count, pretty, size } from "./text.js";
import { Turns } from "./Turns.js";

/** One root: who has it, how it fares, what it has done since it is looked at, and what is in it. */
export function RootPanel({ root, view, at }: { root: RootStore | undefined; view: RootView | undefined; at: string }): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  const here = view !== undefined;
  useEffect(() => heading.current?.focus(), [here]);

  return (
    <section className="panel" aria-labelledby="opened">
      <div className="title">
        <h2 id="opened" tabIndex={-1} ref={heading}>
          {view === undefined ? "This root is not there" : `${view.line.module}:${view.line.id}`}
        </h2>
        <button type="button" onClick={() => open(undefined)}>
          Close
        </button>
      </div>
      {view === undefined || root === undefined ? (
        <p className="notice">It has ended, or its silo does not answer. It is shown when it is found.</p>
      ) : (
        <>
          <Facts view={view} at={at} />
          <div className="actions">
            <Action
              name="Disconnect…"
              title={`Disconnect ${view.line.user ?? "this client"}?`}
              text="The socket ends, with everything that is mounted over it. A browser connects again at once, and takes its page back."
              run={() => root.dispatchCommand("disconnect", {})}
            />
            <Action
              name="Unmount…"
              title={`Unmount ${view.line.module}:${view.line.id}?`}
              text="The root ends, and its state is lost. A browser that still shows it mounts it anew."
              run={() => root.dispatchCommand("unmount", {})}
            />
          </div>
          <Turns turns={view.turns} />
          <h3>{count(view.stores.length + view.more_stores, "store", "stores")}</h3>
          {view.stores.map((store) => (
            <Store key={store.path} store={store} />
          ))}
          {view.more_stores > 0 && <p className="notice">{count(view.more_stores, "more store is", "more stores are")} not shown.</p>}
          <h3>State</h3>
          {view.state === null ? (
            <p className="notice">A callback of this root runs, or waits for something. Its state is shown when that has ended.</p>
          ) : (
            <pre tabIndex={0} aria-label="State">
              {pretty(view.state)}
            </pre>
          )}
        </>
      )}
    </section>
  );
}

function Facts({ view, at }: { view: RootView; at: string }): ReactNode {
  const facts: [string, ReactNode][] = [
    ["User", view.line.user ?? <i>nobody</i>],
    ["From", view.peer ?? "unknown"],
    ["Browser", view.user_agent ?? "unknown"],
    ["Mounted", `${age(view.line.since, at)} ago`],
    ["Version", view.line.version],
    ["Silo", view.line.silo],
    ["Gateway", view.line.is_detached ? "none: it waits for its client" : (view.gateway ?? "none")],
    ["Kept", view.is_stored ? "in a storage" : "in memory"],
    ["Not delivered", `${count(view.undelivered_patches, "patch", "patches")}, ${size(view.undelivered_bytes)}`],
    ["Waiting", `${count(view.waiting_messages, "message", "messages")}${view.drops_messages ? ", and more are dropped" : ""}`],
    ["Topics", view.topics.join(", ") || "none"],
    ["Tasks", view.tasks.join(", ") || "none"],
    ["Socket", view.socket],
  ];
  return (
    <dl>
      {facts.map(([name, fact]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
}
