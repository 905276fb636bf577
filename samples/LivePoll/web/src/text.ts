const numbers = new Intl.NumberFormat("en");
const ago = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

export function votesOf(count: number): string {
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

/** "Amber Otter" is AO. */
export function initialsOf(name: string): string {
  return name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();
}

/** A hue, in degrees, that is always the same for a name. */
export function hueOf(name: string): number {
  let hash = 0;
  for (const character of name) {
    hash = (hash * 31 + character.codePointAt(0)!) % 360_007;
  }

  return hash % 360;
}
