import type { ReactNode } from "react";
import { hueOf, initialsOf } from "../text.js";

/** A person as a disc with their initials, in a colour that follows from the name. */
export function Avatar({ name }: { name: string }): ReactNode {
  return (
    <span className="avatar" aria-hidden="true" style={{ "--hue": hueOf(name) }}>
      {initialsOf(name)}
    </span>
  );
}
