import { type FormEvent, type ReactNode, useState } from "react";
import { Problem } from "../components/Problem.js";
import { type Store, useMusubiCommand } from "../stores.js";

/** Takes a comment. The server's word is final on what is right. */
export function CommentForm({ store }: { store: Store<"Comments"> }): ReactNode {
  const [text, setText] = useState("");
  const { dispatch, isPending, error, data } = useMusubiCommand(store, "add");

  const post = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { problem } = await dispatch({ text });
    if (problem === null) {
      // Unless the user has typed on.
      setText((now) => (now === text ? "" : now));
    }
  };

  return (
    // What fails is in `error`.
    <form onSubmit={(event) => void post(event).catch(() => {})}>
      <div className="row">
        <input
          value={text}
          maxLength={200}
          required
          autoComplete="off"
          aria-label="Your comment"
          placeholder="Add a comment"
          onChange={({ target }) => setText(target.value)}
        />
        <button disabled={isPending}>Post</button>
      </div>
      <Problem>{error ? "Your comment did not go through. Please try again." : data?.problem}</Problem>
    </form>
  );
}
