import { canonicalStringify, storeCacheKey, storeCacheKeyStart } from "./cache/keys.js";
import { createMemoryPersister, type MusubiCachePersister } from "./cache/persister.js";
import { type CacheOptions, RootCache } from "./cache/rootCache.js";
import type { Link, Mount } from "./link.js";
import { Root } from "./root.js";

/** A root that is mounted once for all who want it. */
export class SharedRoot {
  readonly root: Root;
  readonly params: string;
  /** Resolves when there is a state to show: one that was kept, or the server's. Rejects when there will be none. */
  readonly ready: Promise<void>;
  readonly cache: RootCache | undefined;
  holders = 0;
  releases = 0;

  constructor(link: Link, mount: Mount, cache: RootCache | undefined) {
    this.root = new Root(link, mount);
    this.params = paramsKey(mount);
    this.cache = cache;
    this.ready = this.root.mounted;
    if (cache !== undefined) {
      this.ready = Promise.race([this.root.mounted, this.#seed(cache)]);
      this.root.onPatch(() => cache.changed(this.#state));
    }
  }

  leave(reason: string): void {
    this.cache?.flush(this.#state);
    this.root.leave(reason);
  }

  readonly #state = (): unknown => this.root.tree.snapshot;

  async #seed(cache: RootCache): Promise<void> {
    const state = await cache.read();
    if (!this.root.isLive && !this.root.isLeft) {
      this.root.tree.seed(state);
    }

    if (this.root.tree.snapshot === undefined) {
      await this.root.mounted;
    }
  }
}

/** The roots of one connection. */
export class Mounts {
  readonly #link: Link;
  readonly #graceMs: number;
  readonly #roots = new Map<string, SharedRoot>();
  readonly #memory = createMemoryPersister();
  readonly #persisters = new Set<MusubiCachePersister>([this.#memory]);

  constructor(link: Link, graceMs: number) {
    this.#link = link;
    // What is longer than a timer can be, such as Infinity, would end at once.
    this.#graceMs = Math.min(graceMs, 2 ** 31 - 1);
  }

  /** Mounts a root, or joins those who have. `release` it once. */
  hold(mount: Mount, cache: CacheOptions | undefined): SharedRoot {
    const name = nameOf(mount);
    let shared = this.#roots.get(name);
    if (shared !== undefined && shared.params !== paramsKey(mount)) {
      if (shared.holders === 0) {
        this.#end(name, shared);
        shared = undefined;
      } else {
        console.warn(`[musubi] ${name} is mounted with other params, which stay. Give it another id to have it twice.`);
      }
    }

    if (shared === undefined || shared.root.isLeft) {
      shared = new SharedRoot(this.#link, mount, cache && this.#cacheFor(mount, cache));
      this.#roots.set(name, shared);
    }

    shared.holders += 1;
    return shared;
  }

  /** Lets go of a root. When nobody takes hold of it again soon, as the next page or a second effect of React's StrictMode may, it is left. */
  release(mount: Mount, shared: SharedRoot): Promise<void> {
    shared.holders -= 1;
    const release = (shared.releases += 1);
    return new Promise((resolve) => {
      setTimeout(() => {
        // Who let go last has the whole time, whatever is left of that of others.
        if (shared.holders === 0 && shared.releases === release) {
          this.#end(nameOf(mount), shared);
        }

        resolve();
      }, this.#graceMs);
    });
  }

  endAll(): void {
    for (const [name, shared] of [...this.#roots]) {
      this.#end(name, shared, "Disconnected");
    }

    void this.#memory.clear?.();
  }

  /** Forgets the kept state of one root, whatever its params unless they are named, or of all. Roots that are mounted go on, and keep what comes. */
  async clearCache(target?: Parameters<typeof storeCacheKey>[0]): Promise<void> {
    for (const [name, { cache }] of this.#roots) {
      if (target === undefined || name === nameOf(target)) {
        cache?.cancel();
      }
    }

    for (const persister of this.#persisters) {
      if (target === undefined) {
        await persister.clear?.();
      } else if (target.params === undefined && persister.removeEntries) {
        await persister.removeEntries(storeCacheKeyStart(target));
      } else {
        await persister.removeEntry(storeCacheKey(target));
      }
    }
  }

  #cacheFor(mount: Mount, options: CacheOptions): RootCache {
    const persister = options.persister ?? this.#memory;
    this.#persisters.add(persister);
    return new RootCache(storeCacheKey(mount), persister, options);
  }

  #end(name: string, shared: SharedRoot, reason = "Unmounted"): void {
    shared.leave(reason);
    if (this.#roots.get(name) === shared) {
      this.#roots.delete(name);
    }
  }
}

function nameOf({ module, id }: { module: string; id: string }): string {
  return `${module}:${id}`;
}

/** To have none is to have empty ones. */
function paramsKey({ params = {} }: Mount): string {
  return canonicalStringify(params);
}
