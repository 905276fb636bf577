import { type FormEvent, type ReactNode, type RefObject, useId, useState } from "react";
import { Problem } from "../components/Problem.js";
import { type Store, useMusubiCommand } from "../stores.js";
import { goToPoll } from "../router.js";

const minOptions = 2;
const maxOptions = 8;

/** Asks for a question and its options; then goes to the poll. The server's word is final on what is right. */
export function NewPollDialog({ store, ref }: { store: Store<"Dashboard">; ref: RefObject<HTMLDialogElement | null> }): ReactNode {
  const [title, field] = [useId(), useId()];
  const [question, setQuestion] = useState("");
  const [options, setOptions] = useState(["", "", ""]);
  const { dispatch, isPending, error, data } = useMusubiCommand(store, "create_poll");

  const setOption = (index: number, label: string): void => {
    const changed = options.with(index, label);
    // There is always one empty field to go on with, up to the most there may be.
    setOptions(changed.every(Boolean) && changed.length < maxOptions ? [...changed, ""] : changed);
  };

  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { poll_id } = await dispatch({ question, options: options.filter((label) => label.trim()) });
    if (poll_id !== null) {
      goToPoll(poll_id);
    }
  };

  return (
    <dialog ref={ref} aria-labelledby={title}>
      {/* What fails is in `error`. */}
      <form onSubmit={(event) => void create(event).catch(() => {})}>
        <h2 id={title}>New poll</h2>
        <label htmlFor={field}>Question</label>
        <input
          id={field}
          value={question}
          maxLength={140}
          required
          autoComplete="off"
          placeholder="Where shall we go for lunch?"
          onChange={({ target }) => setQuestion(target.value)}
        />
        <fieldset>
          <legend>Options</legend>
          <div className="fields">
            {options.map((label, index) => (
              <input
                key={index}
                value={label}
                maxLength={60}
                required={index < minOptions}
                autoComplete="off"
                aria-label={`Option ${index + 1}`}
                placeholder={`Option ${index + 1}`}
                onChange={({ target }) => setOption(index, target.value)}
              />
            ))}
          </div>
        </fieldset>
        <Problem>{error ? "That did not go through. Please try again." : data?.problem}</Problem>
        <div className="actions">
          <button type="button" onClick={() => ref.current?.close()}>
            Cancel
          </button>
          <button className="primary" disabled={isPending}>
            Open poll
          </button>
        </div>
      </form>
    </dialog>
  );
}
