import { type Container, freezeDeep, isContainer, isObject, ownValue } from "./container.js";
import { applyPatch } from "./patch.js";
import { share } from "./share.js";
import type { Place } from "./store.js";
import { Streams } from "./streams.js";
import type { Uploads } from "./uploads/uploads.js";
import { type Projection, type StoreView, View } from "./view.js";
import { WireError } from "./wire.js";

/** What the server pushes after each render. */
export interface PatchEnvelope {
  readonly base_version: number;
  readonly version: number;
  readonly ops: unknown;
  readonly stream_ops: unknown;
  readonly upload_ops: unknown;
  readonly events: unknown;
}

/** The client's copy of one root. One that threw is good for nothing but the first patch of another mount, which begins afresh. */
export class Replica {
  readonly #streams = new Streams();
  readonly #uploads: Uploads;
  readonly #view: View;
  #document: Container | undefined;

  constructor(uploads: Uploads, proxy: (place: Place) => object) {
    const streams = this.#streams;
    this.#uploads = uploads;
    this.#view = new View({
      get generation() {
        return streams.generation + uploads.generation;
      },
      fill: (node, place) => this.#fill(node, place),
      proxy,
    });
  }

  /**
   * @param first whether it is the first of its mount, before which nothing is known. After a resume the whole state may come again, and streams and uploads stay.
   * @returns the stores that are there then.
   * @throws when the envelope is malformed, or does not fit.
   */
  apply({ base_version, ops, stream_ops, upload_ops }: PatchEnvelope, first = base_version === 0): readonly StoreView[] {
    const applyUploadOps = this.#uploads.read(upload_ops);
    const document = applyPatch(first ? undefined : this.#document, ops);
    if (!isContainer(document)) {
      throw new WireError("the root's state to be an object", document);
    }

    if (first) {
      this.#streams.reset();
    }

    this.#streams.apply(stream_ops);
    if (first) {
      this.#uploads.reset();
    }

    applyUploadOps();
    this.#document = first || replacesAll(ops) ? (share(this.#document, document) as Container) : document;
    const keys = new Set(this.#view.stores(this.#document).map(({ key }) => key));
    this.#streams.keepStores(keys);
    this.#uploads.keepStores(keys);
    return this.#view.stores(this.#document);
  }

  /** Starts with a state from elsewhere, which holds until the first patch. What is no object is no state. */
  seed(state: unknown): readonly StoreView[] {
    if (isObject(state)) {
      this.#document = freezeDeep(state);
    }

    return this.stores();
  }

  /** The stores that are there now. */
  stores(): readonly StoreView[] {
    return this.#document === undefined ? [] : this.#view.stores(this.#document);
  }

  #fill(node: Container, place: Place): Projection | undefined {
    const stream = markerIn(node, "__musubi_stream__");
    if (stream !== undefined) {
      const items = this.#streams.stream(place.key, stream);
      return { shown: items, live: items };
    }

    const upload = markerIn(node, "__musubi_upload__");
    return upload === undefined ? undefined : this.#uploads.get(place.id, upload).projection;
  }
}

/** Whether operations, well formed or not, replace the whole state. */
export function replacesAll(ops: unknown): boolean {
  return Array.isArray(ops) && ops.some((op) => (Object(op) as { path?: unknown }).path === "");
}

function markerIn(node: Container, name: string): string | undefined {
  const value = ownValue(node, name);
  return typeof value === "string" ? value : undefined;
}
