import { describe, expectTypeOf, it } from "vitest";
import type {
  AsyncResult,
  CommandName,
  CommandPayload,
  CommandReply,
  EventName,
  EventPayload,
  MusubiConnection,
  SocketLike,
  StoreModule,
  StoreProxy,
  StoreSnapshot,
  UploadHandle,
} from "../src/index.js";
import type { Socket } from "phoenix";

interface Stores {
  Cart: Musubi.StoreDef<
    "Cart",
    {
      /** Kept as it is. */
      title: string | null;
      state: "open" | "closed";
      lines: Musubi.StoreField<"Line">[];
      note: Musubi.StoreField<"Line"> | null;
      either: Musubi.StoreField<"Line"> | Musubi.StoreField<"Empty">;
      box: { inner: Musubi.StoreField<"Line">; names: string[]; by_name: Record<string, number> };
      log: Musubi.StreamField<{ id: string }>;
      total: Musubi.AsyncField<number | null>;
      feed: Musubi.AsyncField<Musubi.StreamField<{ id: string }>>;
      raw: unknown;
      photo: Musubi.UploadField;
      optional?: number;
    },
    { rename: { payload: { title: string }; reply: { ok: true } }; clear: { payload: {} } },
    { toast: { payload: { msg: string } } }
  >;
  Line: Musubi.StoreDef<"Line", { label: string }, {}>;
  Empty: Musubi.StoreDef<"Empty", {}, {}>;
}

type Snapshot = StoreSnapshot<"Cart", Stores>;
type Proxy = StoreProxy<"Cart", Stores>;
type Line = StoreSnapshot<"Line", Stores>;

describe("types over a registry", () => {
  it("name stores, commands and events", () => {
    expectTypeOf<StoreModule<Stores>>().toEqualTypeOf<"Cart" | "Line" | "Empty">();
    expectTypeOf<CommandName<"Cart", Stores>>().toEqualTypeOf<"rename" | "clear">();
    expectTypeOf<CommandName<"Line", Stores>>().toEqualTypeOf<never>();
    expectTypeOf<CommandPayload<"Cart", "rename", Stores>>().toEqualTypeOf<{ title: string }>();
    expectTypeOf<CommandReply<"Cart", "rename", Stores>>().toEqualTypeOf<{ ok: true }>();
    expectTypeOf<CommandReply<"Cart", "clear", Stores>>().toEqualTypeOf<unknown>();
    expectTypeOf<EventName<"Cart", Stores>>().toEqualTypeOf<"toast">();
    expectTypeOf<EventName<"Line", Stores>>().toEqualTypeOf<never>();
    expectTypeOf<EventPayload<"Cart", "toast", Stores>>().toEqualTypeOf<{ msg: string }>();
  });

  it("show fields in snapshots", () => {
    expectTypeOf<Snapshot["title"]>().toEqualTypeOf<string | null>();
    expectTypeOf<Snapshot["state"]>().toEqualTypeOf<"open" | "closed">();
    expectTypeOf<Snapshot["lines"]>().toEqualTypeOf<readonly Line[]>();
    expectTypeOf<Snapshot["note"]>().toEqualTypeOf<Line | null>();
    expectTypeOf<Snapshot["either"]>().toEqualTypeOf<Line | StoreSnapshot<"Empty", Stores>>();
    expectTypeOf<Snapshot["box"]["inner"]>().toEqualTypeOf<Line>();
    expectTypeOf<Snapshot["box"]["names"]>().toEqualTypeOf<readonly string[]>();
    expectTypeOf<Snapshot["box"]["by_name"]>().toEqualTypeOf<Readonly<Record<string, number>>>();
    expectTypeOf<Snapshot["log"]>().toEqualTypeOf<readonly { readonly id: string }[]>();
    expectTypeOf<Snapshot["total"]>().toEqualTypeOf<AsyncResult<number | null>>();
    expectTypeOf<Snapshot["feed"]>().toEqualTypeOf<AsyncResult<readonly { readonly id: string }[]>>();
    expectTypeOf<Snapshot["raw"]>().toEqualTypeOf<unknown>();
    expectTypeOf<Snapshot["photo"]>().toEqualTypeOf<UploadHandle>();
    expectTypeOf<Snapshot["optional"]>().toEqualTypeOf<number | undefined>();
  });

  it("show child stores of proxies as proxies", () => {
    expectTypeOf<Proxy["title"]>().toEqualTypeOf<string | null>();
    expectTypeOf<Proxy["lines"][number]>().toEqualTypeOf<StoreProxy<"Line", Stores>>();
    expectTypeOf<Proxy["note"]>().toEqualTypeOf<StoreProxy<"Line", Stores> | null>();
    expectTypeOf<Proxy["box"]["inner"]>().toEqualTypeOf<StoreProxy<"Line", Stores>>();
    expectTypeOf<Proxy["log"]>().toEqualTypeOf<readonly { readonly id: string }[]>();
    expectTypeOf<Proxy["photo"]>().toEqualTypeOf<UploadHandle>();
    expectTypeOf<ReturnType<Proxy["snapshot"]>>().toEqualTypeOf<Snapshot | undefined>();
  });

  it("refuse what the registry does not have", () => {
    const use = (store: Proxy, connection: MusubiConnection<Stores>): void => {
      void store.dispatchCommand("rename", { title: "x" });
      store.handleEvent("toast", ({ msg }) => msg.length);
      // @ts-expect-error There is no such command.
      void store.dispatchCommand("nonsense", {});
      // @ts-expect-error The payload is another.
      void store.dispatchCommand("rename", { name: "x" });
      // @ts-expect-error There is no such event.
      store.handleEvent("nonsense", () => {});
      // @ts-expect-error A child has no commands.
      void store.lines[0]!.dispatchCommand("rename", { title: "x" });
      // @ts-expect-error The id is required.
      void connection.mountStore({ module: "Cart" });
      // @ts-expect-error There is no such store.
      void connection.mountStore({ module: "Nonsense", id: "1" });
    };
    expectTypeOf(use).toBeFunction();
  });

  it("take a phoenix socket", () => {
    expectTypeOf<Socket>().toExtend<SocketLike>();
  });
});
