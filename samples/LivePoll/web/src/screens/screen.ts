import type { MountStoreOptions, StoreModule, StoreProxy, StoreSnapshot } from "@musubi-orleans/client";
import { el } from "../dom.js";
import type { Connection } from "../state.js";
import type { View } from "../view.js";

type Stores = Musubi.Stores;

/** What fills the page between two navigations. */
export interface Screen {
  readonly element: HTMLElement;
  close(): void;
}

const retryMs = 5_000;

/** A screen that shows one root: a placeholder until its state is there, then its view, for as long as the screen is open. */
export function rootScreen<M extends StoreModule<Stores>>(
  connection: Connection,
  mount: MountStoreOptions<M, Stores>,
  viewOf: (store: StoreProxy<M, Stores>) => View<StoreSnapshot<M, Stores>>,
): Screen {
  const element = el("div", { class: "screen", tabindex: "-1" }, waiting());
  const closing = new AbortController();

  const open = async (): Promise<void> => {
    const { store, unmount } = await connection.mountStore(mount);
    if (closing.signal.aborted) {
      void unmount();
      return;
    }

    const view = viewOf(store);
    const update = (): void => view.update(store.snapshot()!);
    const stop = store.subscribe(update);
    closing.signal.addEventListener("abort", () => {
      stop();
      void unmount();
    });
    update();
    element.replaceChildren(view.element);
  };

  const tryToOpen = (): void =>
    void open().catch(() => {
      if (!closing.signal.aborted) {
        element.replaceChildren(el("p", { class: "notice", role: "alert" }, "This cannot be shown right now. Trying again…"));
        const retry = setTimeout(tryToOpen, retryMs);
        closing.signal.addEventListener("abort", () => clearTimeout(retry));
      }
    });

  tryToOpen();
  return { element, close: () => closing.abort() };
}

function waiting(): HTMLElement {
  return el("div", { class: "waiting", "aria-busy": "true", "aria-label": "Loading" }, el("i"), el("i"), el("i"));
}
