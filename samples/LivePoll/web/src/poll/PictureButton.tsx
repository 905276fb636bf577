import type { UploadConfig } from "@musubi-orleans/react";
import type { ReactNode } from "react";

/** Lets the user choose a picture. */
export function PictureButton({ config, onChoose }: { config: UploadConfig; onChoose: (file: File) => void }): ReactNode {
  return (
    <label className="button choose" title="Add a picture">
      <input
        className="unseen"
        type="file"
        aria-label="Add a picture"
        accept={config.accept === "any" ? "image/*" : config.accept.join()}
        onChange={({ target }) => {
          const file = target.files?.[0];
          // Or the same file could not be chosen again.
          target.value = "";
          if (file) {
            onChoose(file);
          }
        }}
      />
      <svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
        <rect x="3.5" y="4.5" width="17" height="15" rx="3" />
        <circle cx="9" cy="10" r="1.6" />
        <path d="m4 17 4.6-4.2a1.5 1.5 0 0 1 2 0L15 17m-1.6-1.6 2-2a1.5 1.5 0 0 1 2.1 0l3 3" />
      </svg>
    </label>
  );
}
