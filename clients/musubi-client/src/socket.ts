/** What is asked of a push of the npm package `phoenix`. */
export interface PushLike {
  receive(status: "ok" | "error" | "timeout", callback: (response: unknown) => void): PushLike;
}

/** What is asked of a channel of the npm package `phoenix`. */
export interface ChannelLike {
  on(event: string, callback: (payload: unknown) => void): unknown;
  off?(event: string): void;
  onClose(callback: (reason: unknown) => void): unknown;
  onError(callback: (reason: unknown) => void): unknown;
  join(): PushLike;
  push(event: string, payload: object, timeoutMs?: number): PushLike;
  leave(): unknown;
}

/** What is asked of a socket: `Socket` of the npm package `phoenix` is one. The optional part tells how it fares. */
export interface SocketLike {
  /** How long an answer may take, in milliseconds. */
  readonly timeout?: number;
  /** There when a token goes along in the subprotocol. */
  readonly authToken?: unknown;
  connect(): unknown;
  channel(topic: string, params?: object): ChannelLike;
  isConnected?(): boolean;
  onOpen?(callback: () => void): string;
  onClose?(callback: () => void): string;
  /** The address of the WebSocket. */
  endPointURL?(): string;
  off?(refs: string[]): unknown;
}
