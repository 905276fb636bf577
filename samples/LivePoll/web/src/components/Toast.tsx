import { type ReactNode, useEffect, useState } from "react";

const shownMs = 5_000;
/** More than app.css takes to fade it out. Its transition is not waited for, since it need not have begun. */
const fadeMs = 500;

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

    const timers = [setTimeout(() => setHidden(news), shownMs), setTimeout(() => setGone(news), shownMs + fadeMs)];
    return () => timers.forEach((timer) => clearTimeout(timer));
  }, [news]);

  return (
    <p className={news === hidden ? "toast" : "toast shown"} role="status">
      {/* A new node even for the same words, so that a screen reader says them again. */}
      {news !== gone && <span key={news?.number}>{news?.text}</span>}
    </p>
  );
}
