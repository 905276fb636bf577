import { type Container, isContainer, ownValue } from "./container.js";
import { remade } from "./share.js";
import { type Place, placeOf, rootPlace } from "./store.js";

/** A value in its two forms. */
export interface Projection {
  /** In a snapshot. */
  readonly shown: unknown;
  /** In a store's proxy. */
  readonly live: unknown;
}

/** A store that is there: its snapshot, and what its proxy has for properties. */
export interface StoreView {
  readonly key: string;
  readonly shown: Container;
  readonly fields: Container;
}

/** What a document does not hold itself. */
export interface Contents {
  /** Another number whenever what `fill` gives may be something else. */
  readonly generation: number;
  /** What stands in the place of a marker, in this store; undefined for what is no marker. */
  fill(node: Container, place: Place): Projection | undefined;
  /** The proxy of a store. */
  proxy(place: Place): object;
}

/** What is known of one container of the document, and all in it. */
interface Part extends Projection {
  /** Those in it; itself first, if it is one. */
  readonly stores: readonly StoreView[];
  /** The store around it, and the generation, that it was made for. Undefined when neither matters: it holds no marker. */
  readonly filled: { readonly key: string; readonly generation: number } | undefined;
}

const noStores: readonly StoreView[] = [];
const wireAsync = ["status", "result", "reason"];
const shownAsync = ["status", "data", "error"];

/**
 * Shows a document as users see it: streams and uploads in the place of their markers, async values with the names that
 * they have here, and in proxies the stores' proxies.
 *
 * What is shown shares with what was shown before all that did not change, and only what did change is looked through
 * again. Documents must not be mutated.
 */
export class View {
  readonly #contents: Contents;
  readonly #parts = new WeakMap<Container, Part>();

  constructor(contents: Contents) {
    this.#contents = contents;
  }

  /** The stores in a document; its root first. Goes bottom up on a stack of its own, because the depth is the sender's choice. */
  stores(document: Container): readonly StoreView[] {
    const pending = [{ node: document, place: rootPlace, entered: false }];
    for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
      const { node, place, entered } = top;
      const own = node === document ? rootPlace : placeOf(node);
      if (entered) {
        this.#parts.set(node, this.#assemble(node, place, own));
        pending.pop();
      } else if (this.#knows(node, place)) {
        pending.pop();
      } else {
        top.entered = true;
        for (const child of Object.values(node)) {
          if (isContainer(child)) {
            pending.push({ node: child, place: own ?? place, entered: false });
          }
        }
      }
    }

    return this.#parts.get(document)!.stores;
  }

  #knows(node: Container, place: Place): boolean {
    const part = this.#parts.get(node);
    return (
      part !== undefined &&
      (part.filled === undefined || (part.filled.key === place.key && part.filled.generation === this.#contents.generation))
    );
  }

  /** Puts together the part of a node whose children's parts are known. */
  #assemble(node: Container, place: Place, own: Place | undefined): Part {
    const filling = this.#contents.fill(node, place);
    const filled = { key: place.key, generation: this.#contents.generation };
    if (filling !== undefined) {
      return { ...filling, stores: noStores, filled };
    }

    const parts = Object.values(node).flatMap((child) => (isContainer(child) ? this.#parts.get(child)! : []));
    const inner = parts.flatMap((part) => part.stores);
    const last = this.#parts.get(node);
    const dependence = parts.some((part) => part.filled !== undefined) ? filled : undefined;
    const shown = this.#project("shown", node, last?.shown);
    if (own === undefined) {
      return { stores: inner.length === 0 ? noStores : inner, shown, live: this.#project("live", node, last?.live, shown), filled: dependence };
    }

    const fields = this.#project("live", node, last?.stores[0]?.fields, shown);
    return { stores: [{ key: own.key, shown, fields }, ...inner], shown, live: this.#contents.proxy(own), filled: dependence };
  }

  /** The node in one of its forms: one of the candidates, which are the node itself and earlier forms, when it has these values already. */
  #project(form: "shown" | "live", node: Container, ...candidates: unknown[]): Container {
    const asynchronous = isAsync(node);
    const keys = asynchronous ? wireAsync : Object.keys(node);
    const names = asynchronous ? shownAsync : keys;
    const values = keys.map((key) => {
      const child = (node as Record<string, unknown>)[key];
      return isContainer(child) ? this.#parts.get(child)![form] : child;
    });
    const has = (candidate: unknown): candidate is Container =>
      isContainer(candidate) && names.every((name, index) => (candidate as Record<string, unknown>)[name] === values[index]);
    return (asynchronous ? candidates : [node, ...candidates]).find(has) ?? remade(node, names, values);
  }
}

function isAsync(node: Container): boolean {
  return ownValue(node, "__musubi_async__") === true;
}
