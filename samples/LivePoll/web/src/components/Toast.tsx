import { type ReactNode, useEffect, useState } from "react";

const shownMs = 5_000;

/** Something that has just happened. The number tells it from an earlier one in the same words. */
export interface News {
  readonly number: number;
  readonly text: string;
}

/** A few words on what has just happened, which go by themselves: first out of sight, then out of the page. */
export function Toast({ news }: { news: News | undefined }): ReactNode {
  const [hidden, setHidden] = useState<News>();
  const [gone, setGone] = useState<News>();

  useEffect(() => {
    if (news === undefined) {
      return undefined;
    }

    const timer = setTimeout(() => setHidden(news), shownMs);
    return () => clearTimeout(timer);
  }, [news]);

  const shown = news !== hidden;
  return (
    <p className={shown ? "toast shown" : "toast"} role="status" onTransitionEnd={() => !shown && setGone(news)}>
      {/* A new node even for the same words, so that a screen reader says them again. */}
      {news !== gone && <span key={news?.number}>{news?.text}</span>}
    </p>
  );
}
