import type { StoreProxy } from "@musubi-orleans/client";
import { stamp } from "./dom.js";

const maxShown = 3;

/** The newest of what is said. A stream is an array to the page, newest first here; its items come and go one by one. */
export function showComments(list: HTMLElement, store: StoreProxy<"Comments", Musubi.Stores>): void {
  const shown = new Map<string, HTMLElement>();

  const update = (): void => {
    const comments = store.snapshot();
    // A stream starts empty after a reconnect: what is shown stays until its items are there again.
    if (comments && (comments.items.length > 0 || comments.loaded.status === "ok")) {
      const newest = comments.items.slice(0, maxShown);
      const elements = newest.map((comment) => shown.get(comment.id) ?? elementFor(comment));
      shown.clear();
      newest.forEach(({ id }, index) => shown.set(id, elements[index]!));
      list.replaceChildren(...elements);
    }
  };

  store.subscribe(update);
  update();
}

function elementFor({ author, text, picture }: LivePoll.Stores.CommentItem): HTMLElement {
  const { element, inside } = stamp("comment");
  inside("strong").textContent = author;
  inside("p").textContent = text;
  if (picture !== null) {
    const image = inside("img") as HTMLImageElement;
    image.src = picture;
    image.hidden = false;
  }

  return element;
}
