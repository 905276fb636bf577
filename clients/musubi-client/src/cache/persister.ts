type MaybePromise<T> = T | Promise<T>;

/** A root's state as it is kept. */
export interface MusubiCacheEntry {
  /** The state as JSON. */
  data: unknown;
  /** When the server last changed it, in milliseconds since 1970. */
  updatedAt: number;
  buster: string;
}

/** Where states are kept. One that throws is as good as one that holds nothing. */
export interface MusubiCachePersister {
  getEntry(key: string): MaybePromise<MusubiCacheEntry | undefined>;
  setEntry(key: string, entry: MusubiCacheEntry): MaybePromise<void>;
  removeEntry(key: string): MaybePromise<void>;
  clear?(): MaybePromise<void>;
  /** Whether entries outlive the page. They should have a `buster` then, or a page meets states of an older one. */
  readonly durable?: boolean;
}

/** What is asked of `localStorage` or `sessionStorage`. */
export interface StorageLike {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  key?(index: number): string | null;
  readonly length?: number;
}

/** How many states are kept in memory: those that were changed last. */
const maxEntries = 100;

/** Keeps states for as long as the page lives. */
export function createMemoryPersister(): MusubiCachePersister {
  const entries = new Map<string, MusubiCacheEntry>();
  return {
    getEntry: (key) => entries.get(key),
    setEntry: (key, entry) => {
      entries.delete(key);
      entries.set(key, entry);
      if (entries.size > maxEntries) {
        entries.delete(entries.keys().next().value!);
      }
    },
    removeEntry: (key) => void entries.delete(key),
    clear: () => entries.clear(),
  };
}

/** Keeps states in `localStorage` or `sessionStorage`, each under the prefix and its key. */
export function createStorageCachePersister(storage: StorageLike, { prefix = "musubi:cache:" } = {}): MusubiCachePersister {
  return {
    durable: true,
    getEntry: (key) => {
      const text = storage.getItem(prefix + key);
      return text === null ? undefined : (JSON.parse(text) as MusubiCacheEntry);
    },
    setEntry: (key, entry) => storage.setItem(prefix + key, JSON.stringify(entry)),
    removeEntry: (key) => storage.removeItem(prefix + key),
    clear: () => {
      const keys = Array.from({ length: storage.length ?? 0 }, (_, index) => storage.key?.(index));
      for (const key of keys) {
        if (key?.startsWith(prefix)) {
          storage.removeItem(key);
        }
      }
    },
  };
}
