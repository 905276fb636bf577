/**
 * Asks why a socket does not open, which a WebSocket does not say: its address answers a plain request with the same refusal.
 *
 * @returns whether it is one: 401 or 403.
 */
export async function isRefused(address: string): Promise<boolean> {
  try {
    const { status } = await fetch(address.replace(/^ws/, "http"), { credentials: "include", redirect: "manual", cache: "no-store" });
    return status === 401 || status === 403;
  } catch {
    return false;
  }
}
