import type { UploadEntry } from "@musubi-orleans/react";
import { type ReactNode, useCallback } from "react";

interface Props {
  readonly entry: UploadEntry;
  readonly file: File | undefined;
  readonly onRemove: () => void;
}

/** The picture below the field: on its way, there, or failed; and how to get rid of it. */
export function Attachment({ entry, file, onRemove }: Props): ReactNode {
  return (
    <div className="attachment">
      {file ? <Preview file={file} /> : <span className="blank" />}
      <div>
        <p className="name">{entry.clientName}</p>
        {entry.isPending || entry.isUploading ? (
          <progress value={entry.progress} max={100} aria-label={`Sending ${entry.clientName}`} />
        ) : (
          <p className="meta">{entry.isSuccess ? "Goes with your comment" : "Not sent"}</p>
        )}
      </div>
      <button type="button" className="quiet" aria-label={`Remove ${entry.clientName}`} onClick={onRemove}>
        {entry.isSuccess ? "Remove" : "Cancel"}
      </button>
    </div>
  );
}

/** What the user chose, shown from where it is: on this machine. */
function Preview({ file }: { file: File }): ReactNode {
  const show = useCallback(
    (image: HTMLImageElement) => {
      image.src = URL.createObjectURL(file);
      return () => URL.revokeObjectURL(image.src);
    },
    [file],
  );
  return <img alt="" ref={show} />;
}
