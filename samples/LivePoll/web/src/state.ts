import type { AsyncResult, StoreNode, Stream } from "@musubi-orleans/client";

// What the stores in ../../Stores render.

export interface Dashboard extends StoreNode {
  readonly polls: readonly PollCard[];
}

export interface PollCard {
  readonly id: string;
  readonly question: string;
  readonly votes: number;
  readonly options: readonly { readonly label: string; readonly votes: number }[];
  readonly created_at: string;
}

export interface CreatePollReply {
  readonly poll_id: string | null;
  readonly problem: string | null;
}

export interface PollRoom extends StoreNode {
  readonly found: boolean;
  readonly question: string;
  readonly votes: number;
  readonly created_at: string | null;
  readonly options: readonly PollOption[];
  readonly audience: Audience | null;
  readonly comments: Comments | null;
}

/** What a room pushes as `lead_taken`. */
export interface LeadTaken {
  readonly label: string;
}

export interface PollOption extends StoreNode {
  readonly label: string;
  readonly votes: number;
  readonly percent: number;
  readonly leading: boolean;
  readonly chosen: boolean;
}

export interface Audience extends StoreNode {
  readonly count: number;
  readonly viewers: readonly Viewer[];
}

export interface Viewer {
  readonly key: string;
  readonly name: string;
}

export interface Comments extends StoreNode {
  readonly loaded: AsyncResult<boolean>;
  readonly items: Stream<Comment>;
}

export interface Comment {
  readonly id: string;
  readonly author: string;
  readonly text: string;
  readonly created_at: string;
  readonly mine: boolean;
}

export interface AddCommentReply {
  readonly problem: string | null;
}
