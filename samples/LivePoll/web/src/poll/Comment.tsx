import { memo, type ReactNode } from "react";
import { Age } from "../components/Age.js";
import { Avatar } from "../components/Avatar.js";
import { type Store, useMusubiCommand } from "../stores.js";

interface Props {
  readonly comment: LivePoll.Stores.CommentItem;
  readonly store: Store<"Comments">;
  readonly onProblem: (problem?: string) => void;
  readonly onDeleted: () => void;
}

/** One comment; its author may delete it. */
export const Comment = memo(function Comment({ comment, store, onProblem, onDeleted }: Props): ReactNode {
  const { dispatch, isPending } = useMusubiCommand(store, "delete");

  const remove = async (): Promise<void> => {
    onProblem(undefined);
    try {
      await dispatch({ id: comment.id });
      onDeleted();
    } catch {
      onProblem("Your comment could not be deleted. Please try again.");
    }
  };

  return (
    <li className="comment">
      <Avatar name={comment.author} />
      <div>
        <p className="meta">
          <strong>{comment.author}</strong>
          <Age of={comment.created_at} />
        </p>
        <p className="text" dir="auto">
          {comment.text}
        </p>
        {comment.picture !== null && <img className="picture" src={comment.picture} alt={`Picture by ${comment.author}`} loading="lazy" />}
      </div>
      {comment.mine && (
        <button type="button" className="quiet" aria-label="Delete your comment" disabled={isPending} onClick={() => void remove()}>
          Delete
        </button>
      )}
    </li>
  );
});
