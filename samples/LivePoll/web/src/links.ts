/** Where a poll is to be voted on. */
export function linkToPoll(pollId: string): string {
  return `#/polls/${pollId}`;
}

/** Where a poll is shown to a room. */
export function linkToWall(pollId: string): string {
  return `/wall/${pollId}`;
}
