const numbers = new Intl.NumberFormat("en");
const ago = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

export function votes(count: number): string {
  return count === 1 ? "1 vote" : `${numbers.format(count)} votes`;
}

/** How long ago, in one unit: "3 minutes ago". */
export function since(instant: string): string {
  const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(instant)) / 60_000));
  if (minutes < 1) {
    return "just now";
  }

  if (minutes < 60) {
    return ago.format(-minutes, "minute");
  }

  return minutes < 24 * 60 ? ago.format(-Math.floor(minutes / 60), "hour") : ago.format(-Math.floor(minutes / 1_440), "day");
}
