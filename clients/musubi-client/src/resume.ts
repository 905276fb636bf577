/** What a root's next page needs in order to go on with it. */
export interface Kept {
  /** What the server gave last; null asks for a mount that can be resumed. */
  token: string | null;
  /** The number of the next command. */
  next: number;
  /** The root is left, and there will be no next page. */
  end?(): void;
}

/** What a root that can be resumed says in its joins: the server's token, and the version that is here. */
export class Resume {
  readonly kept: Kept;

  /** @param kept what is left of the page before; by default nothing. */
  constructor(kept: Kept = { token: null, next: 1 }) {
    this.kept = kept;
  }

  /** Whether the root may still be there when it is joined next. */
  get isPossible(): boolean {
    return this.kept.token !== null;
  }

  /** The fields that go along with a join. */
  fields(version: number): object {
    return this.isPossible ? { resume: this.kept.token, version } : { resume: null };
  }

  /** The root is gone, or is another's: the next join mounts anew. */
  forget(): void {
    this.kept.token = null;
  }

  /**
   * Reads a join's reply. A server that gives no token mounts afresh at each join.
   *
   * @returns whether the root is the one that was there.
   */
  read(reply: unknown): boolean {
    const { resume, resumed } = Object(reply) as { resume?: unknown; resumed?: unknown };
    const wasPossible = this.isPossible;
    this.kept.token = typeof resume === "string" ? resume : null;
    return wasPossible && this.isPossible && resumed === true;
  }
}
