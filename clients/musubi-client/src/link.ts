import type { SocketLike } from "./socket.js";
import type { ExternalUploader } from "./uploads/uploadHandle.js";

/** Which root to mount. */
export interface Mount {
  readonly module: string;
  readonly id: string;
  readonly params: Record<string, unknown> | undefined;
}

/** What roots are mounted over. */
export interface Link {
  readonly socket: SocketLike;
  readonly topic: string;
  readonly uploaders: Readonly<Record<string, ExternalUploader>>;
  /** The largest message that the server takes, as far as is known: each join's reply says so. */
  maxMessageBytes: number;
  /** How often the socket has opened. */
  readonly opens: () => number;
}
