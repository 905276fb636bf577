/** Those who want to know that something changed. */
export class Listeners<TNews extends unknown[] = []> {
  readonly #listeners = new Set<(...news: TNews) => void>();

  /** @returns the function that ends this subscription. */
  readonly add = (listener: (...news: TNews) => void): (() => void) => {
    // Wrapped, so that one function subscribed twice is two subscriptions.
    const entry = (...news: TNews): void => listener(...news);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  };

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  notify(...news: TNews): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(...news);
      } catch (error) {
        // One broken listener must starve neither the others nor the channel; it still shows as an uncaught error.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
