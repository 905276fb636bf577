import type { PushLike, SocketLike } from "../socket.js";

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
}

/** The transfer never began, and the server does not know that it is over. */
export class UploadNotJoined extends Error {
  override readonly name = "UploadNotJoined";
}

/**
 * Sends a file over a channel of its own, each chunk after the reply to the one before, so that the server sets the
 * pace. The server closes the channel after the last byte. When anything else ends the transfer the channel is left,
 * by which the server knows to drop the entry.
 *
 * @throws when the transfer ends early: {@link UploadNotJoined} if the server did not let it begin.
 */
export function sendInChunks(socket: SocketLike, { entryRef, token, file, chunkSize, signal, report }: ChunkedUpload): Promise<void> {
  const channel = socket.channel(`musubi_upload:${entryRef}`, { token });
  return new Promise((resolve, reject) => {
    let closed = false;
    const fail = (error: unknown): void => {
      reject(error);
      if (!closed) {
        channel.leave();
      }
    };

    const sendFrom = async (start: number): Promise<void> => {
      const chunk = await file.slice(start, start + chunkSize).arrayBuffer();
      if (closed) {
        return;
      }

      const end = start + chunkSize;
      // Not awaited: the server closes the channel in the same breath as it answers the last chunk.
      onAnswer(
        channel.push("chunk", chunk),
        (reply) => {
          report(Number((reply as { progress?: unknown }).progress));
          if (end < file.size) {
            sendFrom(end).catch(fail);
          } else {
            resolve();
          }
        },
        (reason) => fail(new Error(reason)),
      );
    };

    channel.onClose(() => {
      closed = true;
      reject(new Error("closed"));
    });
    // Phoenix would join again by itself, which a token is not good for.
    channel.onError(() => void channel.leave());
    signal.addEventListener("abort", () => channel.leave(), { once: true });
    // An empty file is one empty chunk: it is by a chunk that the server sees the last byte come.
    onAnswer(channel.join(), () => void sendFrom(0).catch(fail), (reason) => fail(new UploadNotJoined(reason)));
  });
}

function onAnswer(push: PushLike, resolve: (reply: unknown) => void, reject: (reason: string) => void): void {
  push
    .receive("ok", resolve)
    .receive("error", (reply) => reject(String((reply as { reason?: unknown }).reason)))
    .receive("timeout", () => reject("timeout"));
}
