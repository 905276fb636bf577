import { type ReactNode, useEffect, useState } from "react";

const shownMs = 5_000;

/** Something that has just happened. The number tells it from an earlier one in the same words. */
export interface News {
  readonly number: number;
  readonly text: string;
}

/** A few words on what has just happened, which go by themselves: first out of sight, then out of the page. */
export function Toast({ news }: { news: News }): ReactNode {
  const { number, text } = news;
  const [hidden, setHidden] = useState(0);
  const [gone, setGone] = useState(0);

  useEffect(() => {
    const timer = setTimeout(() => setHidden(number), shownMs);
    return () => clearTimeout(timer);
  }, [number]);

  const shown = hidden !== number;
  return (
    <p className={shown ? "toast shown" : "toast"} role="status" onTransitionEnd={() => !shown && setGone(number)}>
      {/* A new node even for the same words, so that a screen reader says them again. */}
      {gone !== number && <span key={number}>{text}</span>}
    </p>
  );
}
