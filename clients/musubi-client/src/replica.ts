import { type Container, isContainer } from "./container.js";
import { applyPatch } from "./patch.js";
import { Streams } from "./streams.js";
import { View } from "./view.js";
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

/** The client's copy of one mounted root. A mount makes a new one; one that threw is not to be used again. */
export class Replica {
  readonly #streams = new Streams();
  readonly #view = new View(this.#streams);
  #document: Container | undefined;
  #stores: ReadonlySet<string> = new Set();

  /** The keys of the stores that are there. */
  get stores(): ReadonlySet<string> {
    return this.#stores;
  }

  /**
   * @returns what users see then: the document, with the streams' items in the place of their markers.
   * @throws when the envelope is malformed, or does not fit.
   */
  apply({ ops, stream_ops }: PatchEnvelope): unknown {
    const document = applyPatch(this.#document, ops);
    if (!isContainer(document)) {
      throw new WireError("the root's state to be an object", document);
    }

    this.#streams.apply(stream_ops);
    if (document !== this.#document) {
      this.#document = document;
      this.#stores = this.#view.stores(document);
      this.#streams.keepStores(this.#stores);
    }

    return this.#view.show(document);
  }
}
