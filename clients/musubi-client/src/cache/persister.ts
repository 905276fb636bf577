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
  /** Forgets all whose keys begin so. Without it, a root that is forgotten without its params is forgotten only where it has none. */
  removeEntries?(keyStart: string): MaybePromise<void>;
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
    removeEntries: (keyStart) => {
      for (const key of [...entries.keys()].filter((key) => key.startsWith(keyStart))) {
        entries.delete(key);
      }
    },
    clear: () => entries.clear(),
  };
}

/** Keeps states in `localStorage` or `sessionStorage`, each under the prefix and its key: the newest 100. When the storage is full, the oldest make room. */
export function createStorageCachePersister(storage: StorageLike, { prefix = "musubi:cache:" } = {}): MusubiCachePersister {
  /** Our keys in the storage. */
  const keys = (keyStart = ""): string[] =>
    Array.from({ length: storage.length ?? 0 }, (_, index) => storage.key?.(index) ?? "").filter((key) => key.startsWith(prefix + keyStart));
  const updatedAt = (key: string): number => {
    try {
      return (JSON.parse(storage.getItem(key)!) as MusubiCacheEntry).updatedAt || 0;
    } catch {
      return 0;
    }
  };
  /** Removes the oldest that are too many, and at least so many of them if there are any. */
  const makeRoom = (own: string, least: number): boolean => {
    const oldest = keys()
      .filter((key) => key !== own)
      .map((key) => ({ key, at: updatedAt(key) }))
      .sort((one, other) => one.at - other.at);
    const removed = oldest.filter((_, index) => index < least || index <= oldest.length - maxEntries);
    removed.forEach(({ key }) => storage.removeItem(key));
    return removed.length > 0;
  };

  return {
    durable: true,
    getEntry: (key) => {
      const text = storage.getItem(prefix + key);
      return text === null ? undefined : (JSON.parse(text) as MusubiCacheEntry);
    },
    setEntry: (key, entry) => {
      const own = prefix + key;
      const text = JSON.stringify(entry);
      if (storage.getItem(own) === null) {
        makeRoom(own, 0);
      }

      for (;;) {
        try {
          storage.setItem(own, text);
          return;
        } catch (error) {
          if (!makeRoom(own, 1)) {
            throw error;
          }
        }
      }
    },
    removeEntry: (key) => storage.removeItem(prefix + key),
    removeEntries: (keyStart) => keys(keyStart).forEach((key) => storage.removeItem(key)),
    clear: () => keys().forEach((key) => storage.removeItem(key)),
  };
}
