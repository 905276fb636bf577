/**
 * Asks why a socket does not open, which a WebSocket does not say: its address answers a HEAD request with the same refusal, and does not ask the application again.
 *
 * @returns whether it is one: 401 or 403. Undefined when there is no answer.
 */
export async function isRefused(address: string): Promise<boolean | undefined> {
  try {
    const { status } = await fetch(address.replace(/^ws/, "http"), { method: "HEAD", credentials: "include", redirect: "manual", cache: "no-store" });
    return status === 401 || status === 403;
  } catch {
    return undefined;
  }
}
