import { type ReactNode, useCallback, useRef, useState } from "react";
import { Problem } from "../components/Problem.js";
import { type Store, useMusubiCommand, useMusubiSnapshotSuspense } from "../stores.js";
import { Comment } from "./Comment.js";
import { CommentForm } from "./CommentForm.js";
import { useKeptItems } from "./useKeptItems.js";

const notes = {
  loading: "Loading comments…",
  ok: "No comments yet. Yours could be the first.",
  failed: "The comments could not be loaded.",
};

/** What is said about a poll: newest first, below a field to say more. */
export function Comments({ store }: { store: Store<"Comments"> }): ReactNode {
  const { status, items } = useMusubiSnapshotSuspense(store, ({ loaded, items }) => ({ status: loaded.status, items }));
  const comments = useKeptItems(items, status);
  const retry = useMusubiCommand(store, "retry");
  const [problem, setProblem] = useState<string>();
  const title = useRef<HTMLHeadingElement>(null);

  // In place of a button that had the focus and is about to go.
  const focusTitle = useCallback(() => title.current?.focus({ preventScroll: true }), []);
  const tryAgain = (): void => {
    // When that fails too, the note still says that they could not be loaded.
    retry.dispatch({}).then(focusTitle, () => {});
  };

  return (
    <section className="comments">
      <h2 tabIndex={-1} ref={title}>
        Comments
      </h2>
      <CommentForm store={store} />
      <Problem>{problem}</Problem>
      {(status === "failed" || comments.length === 0) && (
        <div className="state">
          <p className={status === "loading" ? "note late" : "note"}>{notes[status]}</p>
          {status === "failed" && (
            <button type="button" disabled={retry.isPending} onClick={tryAgain}>
              Try again
            </button>
          )}
        </div>
      )}
      {/* A screen reader says what comes once they are there. */}
      <ul aria-label="Comments" aria-relevant="additions" aria-live={status === "ok" ? "polite" : "off"}>
        {comments.map((comment) => (
          <Comment key={comment.id} comment={comment} store={store} onProblem={setProblem} onDeleted={focusTitle} />
        ))}
      </ul>
    </section>
  );
}
