const units = ["bytes", "KB", "MB", "GB", "TB"];

/** A size, to three digits or so. */
export function size(bytes: number): string {
  let unit = 0;
  let left = bytes;
  while (left >= 1_000 && unit < units.length - 1) {
    left /= 1_024;
    unit++;
  }

  return `${unit > 0 && left < 10 ? left.toFixed(1) : Math.round(left)} ${units[unit]}`;
}

/** How long it is between two moments, in the largest unit that is not zero. */
export function age(since: string, now: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(since)) / 1_000));
  const steps: [number, string][] = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "min"],
  ];
  for (const [length, unit] of steps) {
    if (seconds >= length) {
      return `${Math.floor(seconds / length)} ${unit}`;
    }
  }

  return `${seconds} s`;
}

export function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

/** A time of day, to the millisecond. */
export function time(at: string): string {
  const date = new Date(at);
  return `${date.toLocaleTimeString(undefined, { hour12: false })}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** JSON laid out to be read; as it came where it was cut off. */
export function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

export function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString()} ${number === 1 ? one : many}`;
}
