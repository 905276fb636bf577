import { type Container, freezeDeep, isContainer } from "./container.js";
import { parseIndex, parsePointer } from "./pointer.js";
import { readList, readObject, WireError } from "./wire.js";

/**
 * Applies RFC 6902 `add`, `remove` and `replace` in order, all or none.
 *
 * The document is left as it was; the result shares with it everything that no operation went through, and is frozen.
 * Operations are hostile until applied: names such as `__proto__` are plain data here, never a way to a prototype.
 *
 * @throws {WireError} when an operation is malformed or its place is not there.
 */
export function applyPatch(document: unknown, ops: unknown): unknown {
  const draft = new Draft(document);
  for (const op of readList(ops)) {
    draft.apply(op);
  }

  return draft.finish();
}

/** A document under change. Each container is copied once, when the first operation goes through it. */
class Draft {
  readonly #copies = new Set<Container>();
  #document: unknown;

  constructor(document: unknown) {
    this.#document = document;
  }

  apply(value: unknown): void {
    const op = readObject(value);
    const edit = readEdit(op);
    const tokens = parsePointer(op["path"]);
    const last = tokens.pop();
    if (last === undefined) {
      this.#document = edit.op === "remove" ? null : edit.value;
    } else {
      editChild(this.#ownedAt(tokens), last, edit);
    }
  }

  finish(): unknown {
    for (const copy of this.#copies) {
      Object.freeze(copy);
    }

    return this.#document;
  }

  /** The container at the end of the tokens, with every container on the way copied. */
  #ownedAt(tokens: readonly string[]): Container {
    let owned = this.#own(this.#document);
    this.#document = owned;
    for (const token of tokens) {
      const child = this.#own(childAt(owned, token));
      setChild(owned, token, child);
      owned = child;
    }

    return owned;
  }

  #own(value: unknown): Container {
    if (!isContainer(value)) {
      throw new WireError("a container", value);
    }

    if (this.#copies.has(value)) {
      return value;
    }

    const copy = Array.isArray(value) ? value.slice() : { ...value };
    this.#copies.add(copy);
    return copy;
  }
}

type Edit = { readonly op: "add" | "replace"; readonly value: unknown } | { readonly op: "remove" };

function readEdit(op: Readonly<Record<string, unknown>>): Edit {
  switch (op["op"]) {
    case "remove":
      return { op: "remove" };
    case "add":
    case "replace":
      if (op["value"] === undefined) {
        throw new WireError("a value", op);
      }

      return { op: op["op"], value: freezeDeep(op["value"]) };
    default:
      throw new WireError("add, remove or replace", op["op"]);
  }
}

function editChild(parent: Container, token: string, edit: Edit): void {
  if (edit.op !== "add") {
    childAt(parent, token);
  }

  if (!Array.isArray(parent)) {
    if (edit.op === "remove") {
      delete parent[token];
    } else {
      setChild(parent, token, edit.value);
    }
  } else if (edit.op === "add") {
    const index = token === "-" ? parent.length : parseIndex(token, parent.length + 1);
    if (index < 0) {
      throw missing(token);
    }

    parent.splice(index, 0, edit.value);
  } else if (edit.op === "remove") {
    parent.splice(Number(token), 1);
  } else {
    setChild(parent, token, edit.value);
  }
}

/** What is there already. Own properties only: `constructor` is absent unless the document has one. */
function childAt(parent: Container, token: string): unknown {
  if (Array.isArray(parent) ? parseIndex(token, parent.length) < 0 : !Object.hasOwn(parent, token)) {
    throw missing(token);
  }

  return (parent as Record<string, unknown>)[token];
}

function setChild(parent: Container, token: string, value: unknown): void {
  if (token === "__proto__") {
    // An assignment would change the prototype; JSON.parse makes an own property of this name, and so do we.
    Object.defineProperty(parent, token, { value, configurable: true, enumerable: true, writable: true });
  } else {
    (parent as Record<string, unknown>)[token] = value;
  }
}

function missing(token: string): WireError {
  return new WireError("something that is there", token);
}
