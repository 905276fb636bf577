/** Any time up to 1 s, 2 s, 4 s, 8 s and then 10 s: full jitter, so that the pages of a server that stopped do not all come back in the same moment. */
function jittered(tries: number): number {
  return Math.random() * Math.min(10_000, 500 * 2 ** tries);
}

/** Options of phoenix' `Socket`, to be spread into them: when it connects and joins again. */
export const fullJitter = { reconnectAfterMs: jittered, rejoinAfterMs: jittered } as const;
