import { type FormEvent, type ReactNode, type RefObject, useId, useState } from "react";
import { maxNameLength, saveUser, type User } from "../user.js";

/** Asks for another name. The name is part of the connection, so a new one takes a new connection: the page loads again. */
export function NameDialog({ user, ref }: { user: User; ref: RefObject<HTMLDialogElement | null> }): ReactNode {
  const [title, field] = [useId(), useId()];
  const [name, setName] = useState(user.name);

  const save = (event: FormEvent): void => {
    event.preventDefault();
    ref.current?.close();
    if (name.trim() && name.trim() !== user.name) {
      saveUser({ ...user, name: name.trim() });
      location.reload();
    }
  };

  return (
    <dialog ref={ref} aria-labelledby={title} onClose={() => setName(user.name)}>
      <form onSubmit={save}>
        <h2 id={title}>Your name</h2>
        <label htmlFor={field}>Others see it while you look at a poll.</label>
        <input id={field} value={name} maxLength={maxNameLength} required autoComplete="nickname" onChange={({ target }) => setName(target.value)} />
        <div className="actions">
          <button type="button" onClick={() => ref.current?.close()}>
            Cancel
          </button>
          <button className="primary">Save</button>
        </div>
      </form>
    </dialog>
  );
}
