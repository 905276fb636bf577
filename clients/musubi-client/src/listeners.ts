/** Those who want to know that something changed. */
export class Listeners {
  readonly #listeners = new Set<() => void>();

  /** @returns the function that ends this subscription. */
  readonly add = (listener: () => void): (() => void) => {
    // Wrapped, so that one function subscribed twice is two subscriptions.
    const entry = (): void => listener();
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  };

  notify(): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener();
      } catch (error) {
        // One broken listener must starve neither the others nor the channel; it still shows as an uncaught error.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
