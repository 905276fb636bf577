import { type ReactNode, useRef } from "react";
import { Avatar } from "../components/Avatar.js";
import type { User } from "../user.js";
import { ConnectionStatus } from "./ConnectionStatus.js";
import { NameDialog } from "./NameDialog.js";

export function Header({ user }: { user: User }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <header className="bar">
      <a className="brand" href="#/">
        <img src="icon.svg" alt="" width="28" height="28" />
        Live Poll
      </a>
      <ConnectionStatus />
      <button className="who" type="button" title="Change your name" onClick={() => dialog.current?.showModal()}>
        <Avatar name={user.name} />
        <span>{user.name}</span>
      </button>
      <NameDialog user={user} ref={dialog} />
    </header>
  );
}
