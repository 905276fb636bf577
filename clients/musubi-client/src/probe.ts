import type { SocketLike } from "./socket.js";

/** How long a server that does not answer is not asked again, in milliseconds: browsers write each request that finds no server to the console, as they do with each WebSocket. */
const unansweredMs = 10_000;

const askAgainAt = new WeakMap<SocketLike, number>();

/**
 * Asks why a socket does not open, which a WebSocket does not say: its address answers a HEAD request with the same refusal, and does not ask the application again.
 *
 * @returns whether it is one: 401 or 403. Undefined when nobody can tell.
 */
export async function isRefused(socket: SocketLike): Promise<boolean | undefined> {
  // A token in the subprotocol cannot go along with a plain request, which would be refused for that.
  const address = socket.authToken === undefined ? socket.endPointURL?.() : undefined;
  if (address === undefined || !/^wss?:/.test(address) || Date.now() < (askAgainAt.get(socket) ?? 0)) {
    return undefined;
  }

  try {
    const { status } = await fetch(address.replace(/^ws/, "http"), { method: "HEAD", credentials: "include", redirect: "manual", cache: "no-store" });
    return status === 401 || status === 403;
  } catch {
    askAgainAt.set(socket, Date.now() + unansweredMs);
    return undefined;
  }
}
