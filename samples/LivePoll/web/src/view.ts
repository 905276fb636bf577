/**
 * Elements that are made once, and changed where the state changed. So a focused element stays focused and a bar moves
 * from where it was, whatever patches come in.
 */
export interface View<T> {
  readonly element: HTMLElement;
  update(state: T): void;
}

/** Shows a list: one view for each item, kept by key, moved only when the order changes. */
export function list<T extends object>(parent: HTMLElement, key: (item: T) => string, create: () => View<T>): (items: readonly T[]) => void {
  const shown = new Map<string, { view: View<T>; item: T | undefined }>();

  return (items) => {
    const keys = new Set(items.map(key));
    for (const [gone, { view }] of [...shown].filter(([name]) => !keys.has(name))) {
      view.element.remove();
      shown.delete(gone);
    }

    let next = parent.firstElementChild;
    for (const item of items) {
      const name = key(item);
      const entry = shown.get(name) ?? { view: create(), item: undefined };
      shown.set(name, entry);

      // Snapshots share what did not change, so the same object has nothing new to show.
      if (entry.item !== item) {
        entry.view.update(item);
        entry.item = item;
      }

      if (entry.view.element === next) {
        next = next.nextElementSibling;
      } else {
        parent.insertBefore(entry.view.element, next);
      }
    }
  };
}
