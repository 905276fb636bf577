import { type Container, isContainer } from "./container.js";
import { storeKey } from "./store.js";
import type { Streams } from "./streams.js";

/** What is known of one container of the document, and all in it. */
interface Part {
  /** The keys of the stores in it. */
  readonly stores: readonly string[];
  /** What it looks like with the streams in it; undefined when there are none, and it is shown as it is. */
  readonly streamed?: {
    readonly shown: unknown;
    /** The store around it, and the streams' generation, that this was made for. */
    readonly store: string;
    readonly generation: number;
  };
}

const plain: Part = { stores: [] };

/**
 * Shows a document with the streams' contents in the place of their markers.
 *
 * What is shown shares with what was shown before all that neither a patch nor a stream changed, and only what one of
 * them did change is looked through again. Documents must not be mutated.
 */
export class View {
  readonly #streams: Streams;
  readonly #parts = new WeakMap<Container, Part>();

  constructor(streams: Streams) {
    this.#streams = streams;
  }

  show(document: Container): unknown {
    const { streamed } = this.#look(document);
    return streamed === undefined ? document : streamed.shown;
  }

  /** The keys of all stores in the document. */
  stores(document: Container): ReadonlySet<string> {
    return new Set(this.#look(document).stores);
  }

  /** Goes bottom up on a stack of its own, because the depth is the sender's choice. */
  #look(document: Container): Part {
    const pending = [{ node: document, store: storeKey([]), looked: false }];
    for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
      if (top.looked) {
        this.#parts.set(top.node, this.#assemble(top.node, top.store));
        pending.pop();
      } else if (this.#knows(top.node, top.store)) {
        pending.pop();
      } else {
        top.looked = true;
        const store = storeKeyOf(top.node) ?? top.store;
        for (const child of Object.values(top.node)) {
          if (isContainer(child)) {
            pending.push({ node: child, store, looked: false });
          }
        }
      }
    }

    return this.#parts.get(document)!;
  }

  #knows(node: Container, store: string): boolean {
    const part = this.#parts.get(node);
    return (
      part !== undefined &&
      (part.streamed === undefined || (part.streamed.store === store && part.streamed.generation === this.#streams.generation))
    );
  }

  /** Puts together the part of a node whose children's parts are known. */
  #assemble(node: Container, store: string): Part {
    const { generation } = this.#streams;
    const name = markedStream(node);
    if (name !== undefined) {
      return { stores: [], streamed: { shown: this.#streams.stream(store, name), store, generation } };
    }

    const own = storeKeyOf(node);
    const stores = own === undefined ? [] : [own];
    let hasStream = false;
    const values = Object.values(node).map((child) => {
      const part = isContainer(child) ? this.#parts.get(child)! : plain;
      for (const key of part.stores) {
        stores.push(key);
      }

      hasStream ||= part.streamed !== undefined;
      return part.streamed === undefined ? child : part.streamed.shown;
    });
    if (hasStream) {
      return { stores, streamed: { shown: this.#rebuild(node, values), store, generation } };
    }

    return stores.length === 0 ? plain : { stores };
  }

  /** The node with these values for its own; the object that was shown last, when it has them already. */
  #rebuild(node: Container, values: readonly unknown[]): unknown {
    const last = this.#parts.get(node)?.streamed?.shown;
    if (isContainer(last) && Object.values(last).every((value, index) => value === values[index])) {
      return last;
    }

    // fromEntries defines properties instead of assigning them, so that a __proto__ stays data.
    return Object.freeze(
      Array.isArray(node) ? values : Object.fromEntries(Object.keys(node).map((key, index) => [key, values[index]])),
    );
  }
}

function markedStream(node: Container): string | undefined {
  const name = ownValue(node, "__musubi_stream__");
  return typeof name === "string" ? name : undefined;
}

function storeKeyOf(node: Container): string | undefined {
  const id = ownValue(node, "__musubi_store_id__");
  return Array.isArray(id) ? storeKey(id) : undefined;
}

function ownValue(node: Container, name: string): unknown {
  return Object.hasOwn(node, name) ? (node as Record<string, unknown>)[name] : undefined;
}
