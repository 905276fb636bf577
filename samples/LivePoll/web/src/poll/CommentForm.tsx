import { type FormEvent, type ReactNode, useRef } from "react";
import { Problem } from "../components/Problem.js";
import { type Store, useMusubiCommand } from "../stores.js";
import { Attachment } from "./Attachment.js";
import { PictureButton } from "./PictureButton.js";
import { useDraft } from "./useDraft.js";
import { usePicture } from "./usePicture.js";

/** Takes a comment, and a picture to go with it. The server's word is final on what is right. */
export function CommentForm({ store }: { store: Store<"Comments"> }): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  const { dispatch, isPending, error, data, reset } = useMusubiCommand(store, "add");
  const [text, setText] = useDraft(store, isPending);
  const picture = usePicture(store);

  const choose = (file: File): void => {
    reset();
    picture.choose(file);
  };
  const remove = (): void => {
    picture.remove();
    // In place of the button that had the focus and is about to go.
    field.current?.focus();
  };

  const post = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { problem } = await dispatch({ text });
    picture.forget();
    if (problem === null) {
      // Unless the user has typed on.
      setText((now) => (now === text ? "" : now));
    }
  };

  const { entries, isSelecting, isUploading } = picture.upload;
  const [entry] = entries;
  return (
    // What fails is in `error`.
    <form onSubmit={(event) => void post(event).catch(() => {})}>
      <div className="row">
        <PictureButton config={picture.upload.config} onChoose={choose} />
        <input
          ref={field}
          value={text}
          maxLength={200}
          required
          autoComplete="off"
          aria-label="Your comment"
          placeholder="Add a comment"
          onChange={({ target }) => setText(target.value)}
        />
        <button disabled={isPending || isSelecting || isUploading}>Post</button>
      </div>
      {entry && <Attachment entry={entry} file={picture.file} onRemove={remove} />}
      <Problem>{picture.problem}</Problem>
      <Problem>{error ? "Your comment did not go through. Please try again." : data?.problem}</Problem>
    </form>
  );
}
