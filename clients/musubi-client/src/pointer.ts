import { WireError } from "./wire.js";

/** The reference tokens of an RFC 6901 pointer; none for the whole document. */
export function parsePointer(pointer: unknown): string[] {
  if (pointer === "") {
    return [];
  }

  if (typeof pointer !== "string" || !pointer.startsWith("/") || /~(?![01])/.test(pointer)) {
    throw new WireError("a JSON pointer", pointer);
  }

  // ~1 before ~0, or "~01" would become "/" (RFC 6901, section 4).
  return pointer.slice(1).split("/").map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** An array index below `end`, written the one way that RFC 6901 allows; -1 for anything else. */
export function parseIndex(token: string, end: number): number {
  const index = /^(0|[1-9]\d*)$/.test(token) ? Number(token) : -1;
  return index < end ? index : -1;
}
