import type { Connection } from "@musubi-orleans/client";
import type { AddCommentReply, LeadTaken, PollRoom } from "../state.js";
import { randomId } from "../user.js";
import { pollRoom } from "../views/pollRoom.js";
import { toast } from "../views/toast.js";
import { rootScreen, type Screen } from "./screen.js";

/** Names this page among those of its user, so that it is counted once in the audience when it mounts again. */
const page = randomId();

/** The id of the room's store of comments. */
const comments = ["comments"];

export function pollScreen(connection: Connection, pollId: string): Screen {
  document.title = "Live Poll";
  const root = connection.mountStore<PollRoom>({ module: "PollRoom", id: pollId, params: { poll_id: pollId, page } });
  const said = toast();
  // Over with the root: one that is unmounted pushes nothing more.
  root.onEvent<LeadTaken>("lead_taken", ({ label }) => said.show(`${label} takes the lead`));

  const room = pollRoom({
    vote: (option) => root.dispatch(option, "vote"),
    comments: {
      add: (text) => root.dispatch<AddCommentReply>(comments, "add", { text }),
      remove: ({ id }) => root.dispatch(comments, "delete", { id }),
      retry: () => root.dispatch(comments, "retry"),
    },
  });
  room.element.append(said.element);
  return rootScreen(root, room);
}
