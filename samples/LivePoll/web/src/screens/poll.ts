import { keyOf } from "@musubi-orleans/client";
import type { Connection } from "../state.js";
import { randomId } from "../user.js";
import { pollRoom } from "../views/pollRoom.js";
import { toast } from "../views/toast.js";
import { rootScreen, type Screen } from "./screen.js";

/** Names this page among those of its user, so that it is counted once in the audience when it mounts again. */
const page = randomId();

export function pollScreen(connection: Connection, pollId: string): Screen {
  document.title = "Live Poll";
  return rootScreen(connection, { module: "PollRoom", id: pollId, params: { poll_id: pollId, page } }, (store) => {
    const said = toast();
    // Over with the root: one that is unmounted pushes nothing more.
    store.handleEvent("lead_taken", ({ label }) => said.show(`${label} takes the lead`));

    // A room that was found has them, and what is shown is shown of a room that was found.
    const comments = (): NonNullable<typeof store.comments> => store.comments!;
    const room = pollRoom({
      vote: (option) => store.options.find((candidate) => keyOf(candidate) === keyOf(option))!.dispatchCommand("vote", {}),
      comments: {
        add: (text) => comments().dispatchCommand("add", { text }),
        remove: ({ id }) => comments().dispatchCommand("delete", { id }),
        retry: () => comments().dispatchCommand("retry", {}),
      },
    });
    room.element.append(said.element);
    return room;
  });
}
