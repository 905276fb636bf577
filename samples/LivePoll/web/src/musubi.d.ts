// The stores of ../../Stores, as the page sees them.
declare namespace Musubi {
  const Type: unique symbol;

  interface StoreDef<Module extends string, Shape, Commands, Events = {}> {
    readonly [Type]: { module: Module; shape: Shape; commands: Commands; events: Events };
  }

  type StoreField<Module extends string> = { readonly [Type]: { kind: "store"; module: Module } };
  type StreamField<Item> = { readonly [Type]: { kind: "stream"; item: Item } };
  type AsyncField<Value> = { readonly [Type]: { kind: "async"; value: Value } };

  interface Stores {
    Dashboard: StoreDef<
      "Dashboard",
      {
        polls: { id: string; question: string; votes: number; options: { label: string; votes: number }[]; created_at: string }[];
      },
      { create_poll: { payload: { question: string; options: string[] }; reply: { poll_id: string | null; problem: string | null } } }
    >;
    PollRoom: StoreDef<
      "PollRoom",
      {
        found: boolean;
        question: string;
        votes: number;
        created_at: string | null;
        options: StoreField<"PollOption">[];
        audience: StoreField<"Audience"> | null;
        comments: StoreField<"Comments"> | null;
      },
      {},
      { lead_taken: { payload: { label: string } } }
    >;
    PollOption: StoreDef<
      "PollOption",
      { label: string; votes: number; percent: number; leading: boolean; chosen: boolean },
      { vote: { payload: {} } }
    >;
    Audience: StoreDef<"Audience", { count: number; viewers: { key: string; name: string }[] }, {}>;
    Comments: StoreDef<
      "Comments",
      { loaded: AsyncField<boolean>; items: StreamField<{ id: string; author: string; text: string; created_at: string; mine: boolean }> },
      {
        add: { payload: { text: string }; reply: { problem: string | null } };
        delete: { payload: { id: string } };
        retry: { payload: {} };
      }
    >;
  }
}
