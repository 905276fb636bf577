import type { UploadError, UploadHandle } from "@musubi-orleans/react";
import { useState } from "react";
import { type Store, useMusubiSnapshotSuspense } from "../stores.js";

/** The picture that goes with the next comment. */
export interface Picture {
  readonly upload: UploadHandle;
  /** What was chosen, while the server has it or is getting it. */
  readonly file: File | undefined;
  readonly problem: string | undefined;
  readonly choose: (file: File) => void;
  readonly remove: () => void;
  /** A comment took it along, or the server turned it down. */
  readonly forget: () => void;
}

/** Sends a picture as soon as it is chosen. The server keeps it until a comment takes it along. */
export function usePicture(store: Store<"Comments">): Picture {
  const upload = useMusubiSnapshotSuspense(store, (comments) => comments.picture);
  const [file, setFile] = useState<File>();
  const [failed, setFailed] = useState(false);

  const forget = (): void => setFile(undefined);
  const attempt = (work: () => Promise<void>): void => {
    forget();
    setFailed(false);
    work().catch(() => setFailed(true));
  };

  const send = async (file: File): Promise<void> => {
    // It takes the place of one that was chosen before.
    await upload.reset();
    const entries = await upload.select([file]);
    if (entries.length > 0) {
      setFile(file);
      await upload.start();
    }
  };

  // The server forgets files with the mount they came by.
  const lost = file !== undefined && upload.isIdle;

  return {
    upload,
    file,
    problem: failed ? notSent : lost ? "The picture was lost with the connection. Please choose it again." : problemOf(upload),
    choose: (chosen) => attempt(() => send(chosen)),
    remove: () => attempt(() => upload.reset()),
    forget,
  };
}

const notSent = "The picture could not be sent. Please try again.";

function problemOf({ config, errors, entries }: UploadHandle): string | undefined {
  const error: UploadError | undefined = errors[0] ?? entries[0]?.errors[0];
  switch (error?.code) {
    case undefined:
      return undefined;
    case "too_large":
      return `That picture is too large: ${config.maxFileSize / 1_000_000} MB at most.`;
    case "not_accepted":
      return "Choose a PNG, JPEG, GIF or WebP picture.";
    default:
      return notSent;
  }
}
