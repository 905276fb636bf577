import { connect, type MountedStore, type MusubiConnection, type StoreProxy } from "../src/index.js";
import { FakeServer } from "./fakeServer.js";
import { run } from "./fakeTime.js";

export interface Stores {
  Cart: Musubi.StoreDef<
    "Cart",
    { count: number; child: Musubi.StoreField<"Line"> | null; snapshot: string },
    { checkout: { payload: { text?: string; deep?: unknown }; reply: { total: number } } },
    { toast: { payload: { msg: string } } }
  >;
  Line: Musubi.StoreDef<"Line", { label: string }, {}, { toast: { payload: { msg: string } } }>;
}

export const cart = { __musubi_store_id__: [] as string[], count: 1, child: null, snapshot: "a field" };

/** What the far end knows of one page, and the page. */
export class Page {
  readonly server = new FakeServer();
  connection!: MusubiConnection<Stores>;
  mounted!: MountedStore<"Cart", Stores>;

  get store(): StoreProxy<"Cart", Stores> {
    return this.mounted.store;
  }

  async mount(options: Parameters<typeof connect>[1] = {}): Promise<this> {
    this.connection = await connect<Stores>(this.server.socket, options);
    const mounting = this.connection.mountStore({ module: "Cart", id: "1" });
    await run();
    this.server.mount(cart);
    this.mounted = await mounting;
    return this;
  }
}
