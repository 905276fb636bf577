import { afterEach, beforeEach, vi } from "vitest";

/** Lets the time of each test of this file pass by hand, and keeps what the client warns of out of the output. */
export function useFakeTime(): void {
  beforeEach(() => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
}

/** Lets time pass. */
export const run = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
