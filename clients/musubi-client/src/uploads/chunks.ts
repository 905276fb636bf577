import type { ChannelLike, PushLike } from "../socket.js";
import type { UploadLink } from "./uploads.js";

/** A file on its way, and what goes with it. */
export interface ChunkedUpload {
  readonly entryRef: string;
  readonly token: string;
  readonly file: Blob;
  readonly chunkSize: number;
  /** Ends the transfer. */
  readonly signal: AbortSignal;
  /** Hears how far the server has come, in percent. */
  readonly report: (progress: number) => void;
  /** Whether the server, as far as is known, waits for more of it. */
  readonly isWanted: () => boolean;
}

/** The transfer never began, and the server does not know that it is over. */
export class UploadNotJoined extends Error {
  override readonly name = "UploadNotJoined";
}

/** How long a chunk's answer is waited for where the file survives its socket: longer than phoenix takes to notice that the socket is dead. */
const patientMs = 90_000;

/**
 * Sends a file over a channel of its own, each chunk after the reply to the one before, so that the server sets the
 * pace. The server closes the channel after the last byte. When anything else ends the transfer the channel is left,
 * by which the server knows to drop the entry.
 *
 * A server that can resume says in the reply to the join how much of the file it has. When the socket is lost such a transfer waits until roots are back, and goes on
 * over another channel: what phoenix still holds for the one before goes with it. Until the root is back, the server refuses that join, and phoenix repeats it for as long as
 * the server has not said that the entry is over.
 *
 * @throws when the transfer ends early: {@link UploadNotJoined} if the server did not let it begin.
 */
export function sendInChunks({ socket, status }: Pick<UploadLink, "socket" | "status">, upload: ChunkedUpload): Promise<void> {
  const { entryRef, token, file, chunkSize, signal, report, isWanted } = upload;
  return new Promise((resolve, reject) => {
    let channel: ChannelLike | undefined;
    let canGoOn = false;
    let stopWaiting: (() => void) | undefined;

    const leave = (): void => {
      const left = channel;
      channel = undefined;
      left?.leave();
    };
    const fail = (error: unknown): void => {
      reject(error);
      stopWaiting?.();
      leave();
    };
    const end = (): void => fail(new Error("closed"));

    const sendFrom = async (joined: ChannelLike, start: number): Promise<void> => {
      const chunk = await file.slice(start, start + chunkSize).arrayBuffer();
      if (joined !== channel) {
        return;
      }

      const next = start + chunkSize;
      // Not awaited: the server closes the channel in the same breath as it answers the last chunk.
      onAnswer(
        canGoOn ? joined.push("chunk", chunk, patientMs) : joined.push("chunk", chunk),
        (reply) => {
          report(Number((reply as { progress?: unknown }).progress));
          goOn(joined, next);
        },
        (reason) => joined === channel && fail(new Error(reason)),
      );
    };

    const goOn = (joined: ChannelLike, start: number): void => {
      // An empty file is one empty chunk: it is by a chunk that the server sees the last byte come.
      if (start === 0 || start < file.size) {
        sendFrom(joined, start).catch(fail);
      } else {
        resolve();
      }
    };

    const join = (): void => {
      const joined = socket.channel(`musubi_upload:${entryRef}`, { token, resume: true });
      channel = joined;
      joined.onClose(() => {
        if (joined === channel) {
          channel = undefined;
          end();
        }
      });
      joined.onError(() => {
        if (joined === channel) {
          leave();
          if (canGoOn) {
            stopWaiting = status.subscribe((current) => {
              if (current === "resumed" || current === "reloaded") {
                stopWaiting!();
                join();
              }
            });
          } else {
            end();
          }
        }
      });
      onAnswer(
        joined.join(),
        (reply) => {
          const { offset } = Object(reply) as { offset?: unknown };
          canGoOn = typeof offset === "number";
          goOn(joined, canGoOn ? (offset as number) : 0);
        },
        (reason) => {
          if (!canGoOn) {
            fail(new UploadNotJoined(reason));
          } else if (!isWanted()) {
            end();
          }
        },
      );
    };

    signal.addEventListener("abort", end, { once: true });
    join();
  });
}

function onAnswer(push: PushLike, resolve: (reply: unknown) => void, reject: (reason: string) => void): void {
  push
    .receive("ok", resolve)
    .receive("error", (reply) => reject(String((reply as { reason?: unknown }).reason)))
    .receive("timeout", () => reject("timeout"));
}
