/** What a root that can be resumed says in its joins: the server's token, and the version that is here. */
export class Resume {
  /** What the server gave last; null asks for a mount that can be resumed. */
  #token: string | null = null;

  /** Whether the root may still be there when it is joined next. */
  get isPossible(): boolean {
    return this.#token !== null;
  }

  /** The fields that go along with a join. */
  fields(version: number): object {
    return this.#token === null ? { resume: null } : { resume: this.#token, version };
  }

  /** The root is gone, or is another's: the next join mounts anew. */
  forget(): void {
    this.#token = null;
  }

  /** Reads a join's reply. A server that gives no token mounts afresh at each join. */
  read(reply: unknown): { readonly canResume: boolean; readonly resumed: boolean } {
    const { resume, resumed } = Object(reply) as { resume?: unknown; resumed?: unknown };
    const isBack = this.#token !== null && resumed === true;
    this.#token = typeof resume === "string" ? resume : null;
    return { canResume: this.#token !== null, resumed: isBack && this.#token !== null };
  }
}
