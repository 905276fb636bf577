import type { ReactNode } from "react";

/** What went wrong, in words. It is there before its words are, or a screen reader would not say them. */
export function Problem({ children }: { children: string | null | undefined }): ReactNode {
  return (
    <p className="problem" role="alert">
      {children}
    </p>
  );
}
