import { type ReactNode, useEffect, useState } from "react";

export function CopyLinkButton(): ReactNode {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (copied) {
      const timer = setTimeout(() => setCopied(false), 2_000);
      return () => clearTimeout(timer);
    }

    return undefined;
  }, [copied]);

  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(location.href);
    setCopied(true);
  };

  // The clipboard is there over https and on localhost alone.
  return (
    "clipboard" in navigator && (
      <button type="button" onClick={() => void copy()}>
        {copied ? "Copied" : "Copy link"}
      </button>
    )
  );
}
