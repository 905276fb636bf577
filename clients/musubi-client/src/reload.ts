// Types alone: what every page loads anyway must not share a file with this one.
import type { Kept } from "./resume.js";
import type { SocketLike } from "./socket.js";

/** Gives what is kept of a root. Undefined when another one of this page has it. */
export type Keep = (topic: string, params: object | undefined) => Kept | undefined;

interface Entry {
  readonly token: string;
  /** No command had this number or a higher one. */
  readonly next: number;
}

interface Stored {
  /** The name of the Web Lock that the tab holds for as long as its document lives. */
  owner: string;
  roots: Record<string, Entry>;
}

const key = "musubi:page";

/**
 * How many numbers of commands are written down ahead. A tab that crashes writes nothing any more, and a browser that crashes loses what it wrote last:
 * a number that is used twice would be answered with what the first command was answered.
 */
const ahead = 256;

/** How long to wait for the lock, in milliseconds: the document that was there before gives it back as it goes, and a tab that this one was copied from never does. */
const lockMs = 500;

let tab: Promise<Tab | undefined> | undefined;

/** Keeps the roots of a socket over a reload of the page. Undefined where this is not safe, because the browser has no Web Locks here, or not possible. */
export async function keep(socket: SocketLike): Promise<Keep | undefined> {
  const opened = await (tab ??= Tab.open());
  // The query may hold a secret, and another one the next time.
  const [endpoint] = (socket.endPointURL?.() ?? "").split("?");
  return opened && ((topic, params = {}) => opened.keep(JSON.stringify([endpoint, topic, params])));
}

/** What is kept in the storage of one tab. A tab that is duplicated begins with a copy of it, so only who has the lock may use it. */
class Tab {
  readonly #storage: Storage;
  #stored: Stored;
  /** Those of this document. */
  readonly #held = new Map<string, KeptRoot>();
  #unlock: (() => void) | undefined;

  private constructor(storage: Storage, stored: Stored) {
    this.#storage = storage;
    this.#stored = stored;
  }

  static async open(): Promise<Tab | undefined> {
    try {
      // Both are only there where the origin is secure.
      if (globalThis.navigator?.locks === undefined || globalThis.crypto?.randomUUID === undefined) {
        globalThis.sessionStorage?.removeItem(key);
        return undefined;
      }

      const { sessionStorage } = globalThis;
      const opened = new Tab(sessionStorage, read(sessionStorage) ?? anew());
      if (!(await opened.#lock())) {
        opened.#stored = anew();
        await opened.#lock();
      }

      // Written before it is used, so that a storage that takes nothing is known here.
      sessionStorage.setItem(key, JSON.stringify(opened.#stored));
      globalThis.addEventListener("pagehide", () => opened.#hide());
      globalThis.addEventListener("pageshow", (event) => event.persisted && void opened.#show());
      return opened;
    } catch {
      // The user forbids storages, or this one is full.
      return undefined;
    }
  }

  keep(name: string): Kept | undefined {
    // Two sockets of one page may mount the same: the second one is not kept.
    if (this.#held.has(name)) {
      return undefined;
    }

    const root = new KeptRoot(this.#stored.roots[name], () => this.#write(name));
    this.#held.set(name, root);
    return root;
  }

  #write(name: string): void {
    const root = this.#held.get(name);
    if (root === undefined) {
      return;
    }

    if (root.token === null) {
      delete this.#stored.roots[name];
    } else {
      this.#stored.roots[name] = { token: root.token, next: root.bound };
    }

    if (root.isOver) {
      this.#held.delete(name);
    }

    this.#save();
  }

  #save(): void {
    try {
      this.#storage.setItem(key, JSON.stringify(this.#stored));
    } catch {
      // What stands there may name numbers that have been used since: better nothing.
      this.#storage.removeItem(key);
    }
  }

  /** The document goes, and may come back from the back/forward cache, which keeps no page that holds a lock. */
  #hide(): void {
    for (const name of Object.keys(this.#stored.roots)) {
      if (!this.#held.has(name)) {
        // Of a document before, and not mounted in this one.
        delete this.#stored.roots[name];
      }
    }

    this.#save();
    this.#unlock?.();
  }

  /**
   * The document is back, and phoenix joins at once. Another document of this tab may have had its roots meanwhile: then theirs is the newest token. So may one in a copy of
   * the tab: the server gives a root to whoever joins last and tells the other one, which mounts its own, so what is left to do here is to have another name.
   */
  async #show(): Promise<void> {
    const stored = read(this.#storage);
    for (const [name, root] of this.#held) {
      root.returned(stored?.owner === this.#stored.owner ? stored.roots[name] : undefined);
    }

    if (!(await this.#lock())) {
      this.#stored = anew();
      await this.#lock();
    }

    for (const name of [...this.#held.keys()]) {
      this.#write(name);
    }
  }

  /** Takes the lock, which is held until the document goes. */
  #lock(): Promise<boolean> {
    const { owner } = this.#stored;
    return new Promise((resolve) => {
      navigator.locks
        .request(owner, { signal: AbortSignal.timeout(lockMs) }, () => {
          resolve(true);
          return new Promise<void>((unlock) => (this.#unlock = unlock));
        })
        .catch(() => resolve(false));
    });
  }
}

/** What a root keeps, written down as it changes. */
class KeptRoot implements Kept {
  readonly #changed: () => void;
  #token: string | null;
  #next: number;
  /** What is written down for `next`. */
  bound: number;
  isOver = false;

  constructor(entry: Entry | undefined, changed: () => void) {
    this.#changed = changed;
    this.#token = entry?.token ?? null;
    this.#next = this.bound = entry?.next ?? 1;
  }

  get token(): string | null {
    return this.#token;
  }

  set token(token: string | null) {
    this.#token = token;
    this.#changed();
  }

  get next(): number {
    return this.#next;
  }

  set next(next: number) {
    this.#next = next;
    // A root that is mounted anew counts from 1 again.
    if (next >= this.bound || next === 1) {
      this.bound = next + ahead;
      this.#changed();
    }
  }

  end(): void {
    this.isOver = true;
    this.token = null;
  }

  /** @param entry what another document of the tab has left. A copy of the tab leaves nothing, so that its numbers are only stepped over. */
  returned(entry: Entry | undefined): void {
    this.#token = entry?.token ?? this.#token;
    this.#next = this.bound = Math.max(entry?.next ?? 0, this.bound) + ahead;
  }
}

function anew(): Stored {
  return { owner: `musubi:${crypto.randomUUID()}`, roots: {} };
}

function read(storage: Storage): Stored | undefined {
  try {
    const { owner, roots } = JSON.parse(storage.getItem(key) ?? "null") as Stored;
    const entries = Object.entries(roots).filter(([, { token, next }]) => typeof token === "string" && Number.isSafeInteger(next));
    return typeof owner === "string" ? { owner, roots: Object.fromEntries(entries) } : undefined;
  } catch {
    // Nothing, or not ours.
    return undefined;
  }
}
