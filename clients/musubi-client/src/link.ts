import type { SocketLike } from "./socket.js";
import type { SocketStatus } from "./status.js";
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
  /** How many commands may wait for the connection, for each root. */
  readonly maxWaitingCommands: number;
  /** Hears that a root was joined again, and whether it was the one that was there. */
  readonly returned: (resumed: boolean) => void;
  /** How the socket fares. */
  readonly status: Pick<SocketStatus, "current" | "subscribe">;
  /** How often the socket has opened. */
  readonly opens: () => number;
}
