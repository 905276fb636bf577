import type { CommandReply, MusubiConnection, StoreSnapshot } from "@musubi-orleans/client";

type Stores = Musubi.Stores;

export type Connection = MusubiConnection<Stores>;

export type Dashboard = StoreSnapshot<"Dashboard", Stores>;
export type PollCard = Dashboard["polls"][number];
export type CreatePollReply = CommandReply<"Dashboard", "create_poll", Stores>;

export type PollRoom = StoreSnapshot<"PollRoom", Stores>;
export type PollOption = StoreSnapshot<"PollOption", Stores>;
export type Audience = StoreSnapshot<"Audience", Stores>;
export type Viewer = Audience["viewers"][number];
export type Comments = StoreSnapshot<"Comments", Stores>;
export type Comment = Comments["items"][number];
export type AddCommentReply = CommandReply<"Comments", "add", Stores>;
