import type { Connection } from "@musubi-orleans/client";
import type { PollRoom } from "../state.js";
import { randomId } from "../user.js";
import { pollRoom } from "../views/pollRoom.js";
import { rootScreen, type Screen } from "./screen.js";

/** Names this page among those of its user, so that it is counted once in the audience when it mounts again. */
const page = randomId();

export function pollScreen(connection: Connection, pollId: string): Screen {
  document.title = "Live Poll";
  const root = connection.mountStore<PollRoom>({ module: "PollRoom", id: pollId, params: { poll_id: pollId, page } });
  return rootScreen(root, pollRoom((option) => root.dispatch(option, "vote")));
}
