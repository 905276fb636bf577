import { isObject } from "./container.js";

/** A part of an envelope that is not what the wire contract says. */
export class WireError extends Error {
  override readonly name = "WireError";

  constructor(expected: string, value: unknown) {
    super(`Expected ${expected}; got ${JSON.stringify(value)}.`);
  }
}

/** A list that an envelope may leave out. */
export function readOptionalList(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : readList(value);
}

export function readList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw new WireError("a list", value);
  }

  return value;
}

export function readObject(value: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(value)) {
    throw new WireError("an object", value);
  }

  return value;
}

export function readString(value: unknown): string {
  if (typeof value !== "string") {
    throw new WireError("a string", value);
  }

  return value;
}

export function readInteger(value: unknown, least = -Infinity): number {
  if (!Number.isInteger(value) || (value as number) < least) {
    throw new WireError(least === -Infinity ? "an integer" : `an integer, ${least} or more`, value);
  }

  return value as number;
}
