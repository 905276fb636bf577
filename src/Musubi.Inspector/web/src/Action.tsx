import { type ReactNode, useId, useRef, useState } from "react";

/** A button for what cannot be taken back: it asks first, and then says how it went. */
export function Action({ name, title, text, run }: { name: string; title: string; text: string; run: () => Promise<{ done: boolean }> }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [said, say] = useState("");
  const id = useId();

  const confirm = async (): Promise<void> => {
    dialog.current?.close();
    say("Asked for…");
    try {
      say((await run()).done ? "Done." : "It is busy, and ends when it is not.");
    } catch {
      say("It was not done: the cluster could not be asked.");
    }
  };

  return (
    <>
      <button type="button" className="danger" onClick={() => dialog.current?.showModal()}>
        {name}
      </button>
      <span role="status">{said}</span>
      <dialog ref={dialog} aria-labelledby={id}>
        <h2 id={id}>{title}</h2>
        <p>{text}</p>
        <div className="actions">
          <button type="button" autoFocus onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="button" className="danger" onClick={() => void confirm()}>
            {name.replace("…", "")}
          </button>
        </div>
      </dialog>
    </>
  );
}
