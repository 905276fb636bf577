import type { UploadEntry } from "@musubi-orleans/react";
import { type ReactNode, useEffect, useState } from "react";

interface Props {
  readonly entry: UploadEntry;
  readonly file: File | undefined;
  readonly onRemove: () => void;
}

/** The picture below the field: on its way, there, or failed; and how to get rid of it. */
export function Attachment({ entry, file, onRemove }: Props): ReactNode {
  const preview = usePreview(file);
  return (
    <div className="attachment">
      {preview ? <img src={preview} alt="" /> : <span className="blank" />}
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

/** An address of a file that this page has, for as long as it is shown. */
function usePreview(file: File | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (file === undefined) {
      return undefined;
    }

    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => {
      setUrl(undefined);
      URL.revokeObjectURL(made);
    };
  }, [file]);
  return url;
}
