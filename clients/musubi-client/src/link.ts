import type { Keep } from "./reload.js";
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
  /** How the socket fares, and how often it has opened. Hears that a root was joined again, and whether it was the one that was there. */
  readonly status: Pick<SocketStatus, "current" | "opens" | "returned" | "subscribe">;
  /** There when roots are to survive a reload of the page. */
  readonly keep: Keep | undefined;
}
