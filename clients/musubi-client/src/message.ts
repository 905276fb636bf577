import { NoAnswer } from "./requests.js";

/** How deep arrays and objects may be in a frame, which is an array around the payload. */
const maxDepth = 64;

/** Room for what a frame holds beside its payload and its topic: refs, the event's name, brackets and commas, and what resuming adds: a token of up to 100 letters, or two numbers. */
const frameBytes = 256;

/**
 * A payload as it can be sent: half an emoji, which `slice` leaves behind and no JSON parser takes, becomes U+FFFD, as everywhere on the web.
 *
 * @throws {NoAnswer} when it is larger or deeper than the server takes: that would end the whole socket, with all that is mounted. Its reply tells the limit, in bytes of a
 * whole frame, or in levels of arrays and objects.
 * @throws {TypeError} when it is no JSON.
 */
export function sendable<T extends object>(payload: T, topic: string, maxBytes: number): T {
  const text = JSON.stringify(payload);
  // Two letters of the same length in UTF-16 are at most three bytes each in UTF-8, so most payloads need not be counted.
  const room = maxBytes - frameBytes - topic.length * 3;
  if (text.length * 3 > room && new TextEncoder().encode(text).length > room) {
    throw new NoAnswer("failed", { reason: "payload too large", limit: maxBytes });
  }

  if (depthOf(text) + 1 > maxDepth) {
    throw new NoAnswer("failed", { reason: "payload too deep", limit: maxDepth });
  }

  // JSON.stringify escapes a surrogate that has no other half, and no other; a backslash of the text itself is two here.
  return /\\ud[89a-f]/.test(text) ? (JSON.parse(text.replace(/\\(?:\\|(ud[89a-f]..))/g, (escape, half) => (half ? "\ufffd" : escape))) as T) : payload;
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [part] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{}\]]/g)) {
    depth += part === "[" || part === "{" ? 1 : part === "]" || part === "}" ? -1 : 0;
    deepest = Math.max(deepest, depth);
  }

  return deepest;
}
