import { vi } from "vitest";
import { FakeServer } from "./fakeServer.js";

/** What the tabs of one browser share: Web Locks, of which each is somebody's. */
export class FakeLocks {
  readonly #holders = new Map<string, FakeDocument>();
  readonly #waiting = new Set<() => void>();

  of(document: FakeDocument): object {
    return {
      request: (name: string, { signal }: { signal: AbortSignal }, held: () => Promise<void>) =>
        new Promise<void>((resolve, reject) => {
          const tryNow = (): void => {
            if (!this.#holders.has(name)) {
              this.#waiting.delete(tryNow);
              this.#holders.set(name, document);
              void held().then(() => {
                this.#free(name, document);
                resolve();
              });
            }
          };
          this.#waiting.add(tryNow);
          signal.addEventListener("abort", () => this.#waiting.delete(tryNow) && reject(signal.reason as Error));
          tryNow();
        }),
    };
  }

  /** As the browser does when a document is destroyed. */
  freeAllOf(document: FakeDocument): void {
    [...this.#holders].filter(([, holder]) => holder === document).forEach(([name]) => this.#free(name, document));
  }

  isHeldBy(document: FakeDocument): boolean {
    return [...this.#holders.values()].includes(document);
  }

  #free(name: string, document: FakeDocument): void {
    if (this.#holders.get(name) === document) {
      this.#holders.delete(name);
      [...this.#waiting].forEach((tryNow) => tryNow());
    }
  }
}

export class FakeStorage {
  readonly items: Map<string, string>;
  isFull = false;

  constructor(items: Iterable<[string, string]> = []) {
    this.items = new Map(items);
  }

  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (this.isFull) {
      throw new DOMException("full", "QuotaExceededError");
    }

    this.items.set(key, value);
  }

  removeItem(key: string): void {
    this.items.delete(key);
  }
}

type Globals = Partial<Record<"navigator" | "sessionStorage", unknown>>;

/** One document of a tab, with modules of its own. Only the one that was opened or entered last runs. */
export class FakeDocument {
  readonly server = new FakeServer();
  readonly #locks: FakeLocks;
  readonly #globals: Globals;
  readonly #handlers = new Map<string, (event: { persisted: boolean }) => void>();

  constructor(locks: FakeLocks, storage: FakeStorage, globals: Globals = {}) {
    this.#locks = locks;
    this.#globals = { navigator: { locks: locks.of(this) }, sessionStorage: storage, ...globals };
  }

  /** Loads the client, as a page does that has just been opened. */
  async load(): Promise<typeof import("../src/index.js")> {
    this.enter();
    vi.resetModules();
    return import("../src/index.js");
  }

  enter(): void {
    vi.stubGlobal("addEventListener", (name: string, handler: (event: { persisted: boolean }) => void) => this.#handlers.set(name, handler));
    Object.entries(this.#globals).forEach(([name, value]) => vi.stubGlobal(name, value));
  }

  /** The user loads it anew, or goes elsewhere. */
  close(): void {
    this.hide();
    this.crash();
  }

  /** Its process ends, without a word. */
  crash(): void {
    this.#locks.freeAllOf(this);
    this.server.accepting = false;
    this.server.drop();
  }

  /** The user goes elsewhere, and it stays in the back/forward cache. */
  hide(): void {
    this.#handlers.get("pagehide")?.({ persisted: true });
    this.server.accepting = false;
    this.server.drop();
  }

  show(): void {
    this.enter();
    this.server.accepting = true;
    this.#handlers.get("pageshow")?.({ persisted: true });
  }
}
