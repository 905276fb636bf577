import { connect, type MusubiConnection, type StoreProxy } from "@musubi-orleans/client";
import { act, Component, type ReactNode, startTransition, StrictMode, Suspense, useState, version } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeServer, type Frame } from "../../musubi-client/test/fakeServer.js";
import { createMusubi, keyOf, shallowEqual } from "../src/index.js";

interface Stores {
  Cart: Musubi.StoreDef<
    "Cart",
    { count: number; lines: Musubi.StoreField<"Line">[]; total: Musubi.AsyncField<number> },
    { add: { payload: { by: number }; reply: { count: number } } },
    { toast: { payload: { msg: string } } }
  >;
  Line: Musubi.StoreDef<"Line", { label: string }, {}>;
}

const musubi = createMusubi<Stores>();
const line = (id: string, label: string) => ({ __musubi_store_id__: ["lines", id], label });
const asyncValue = (status: string, result: unknown, reason: unknown = null) => ({ __musubi_async__: true, status, result, reason });
const cart = (count: number) => ({ __musubi_store_id__: [], count, lines: [line("1", "tea"), line("2", "jam")], total: asyncValue("ok", 7) });

class Boundary extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};
  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }
  override render(): ReactNode {
    return this.state.error ? `failed: ${this.state.error.message}` : this.props.children;
  }
}

describe(`hooks on React ${version}`, () => {
  let server: FakeServer;
  let connection: MusubiConnection<Stores>;
  let container: HTMLElement;
  let root: Root;

  /** And a moment more: what React lets go of, the connection lets go of in the task after. */
  const run = (ms = 0): Promise<void> => act(async () => void (await vi.advanceTimersByTimeAsync(ms + 1)));
  const render = async (node: ReactNode): Promise<void> => {
    await act(async () => root.render(node));
    await run();
  };
  const inside = (node: ReactNode): ReactNode => <musubi.MusubiProvider connection={connection}>{node}</musubi.MusubiProvider>;
  const strict = (node: ReactNode): Promise<void> => render(<StrictMode>{inside(node)}</StrictMode>);
  const send = async (what: () => void): Promise<void> => {
    await act(async () => what());
    await run();
  };
  const mount = (count = 1): Promise<void> => send(() => server.mount(cart(count)));
  /** A reply and the patch that comes with it, as a handler that changes something is answered. */
  const answer = (version: number, frame: Frame, reply: { count: number }): void => {
    server.reply(frame, reply);
    server.patch(version, [{ op: "replace", path: "/count", value: reply.count }]);
  };
  const text = (): string | null => container.textContent;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
    (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
    server = new FakeServer();
    connection = await connect<Stores>(server.socket);
    await vi.advanceTimersByTimeAsync(0);
    container = document.createElement("div");
    root = createRoot(container);
  });
  afterEach(async () => {
    await act(async () => root.unmount());
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  function Cart({ id = "1", params, keep = false }: { id?: string; params?: Record<string, unknown>; keep?: boolean }): ReactNode {
    const mounted = musubi.useMusubiRoot({ module: "Cart", id, ...(params && { params }), keepPreviousData: keep });
    return mounted.status === "ready" ? (
      <>
        {mounted.isFetching && "old "}
        <Count store={mounted.store} />
      </>
    ) : (
      (mounted.error?.message ?? mounted.status)
    );
  }

  function Count({ store }: { store: StoreProxy<"Cart", Stores> }): ReactNode {
    return musubi.useMusubiSnapshot(store, (snapshot) => snapshot?.count);
  }

  function SuspendedCart({ id = "1" }: { id?: string }): ReactNode {
    return <Count store={musubi.useMusubiRootSuspense({ module: "Cart", id })} />;
  }

  describe("a root", () => {
    it("is loading, then ready, mounted once under StrictMode", async () => {
      await strict(<Cart />);
      expect(text()).toBe("loading");
      await mount();
      expect(text()).toBe("1");
      expect([server.count("phx_join"), server.count("phx_leave")]).toEqual([1, 0]);
    });

    it("whose params change before its first answer shows the state of the last ones", async () => {
      await strict(<Cart params={{ page: 1 }} />);
      await strict(<Cart params={{ page: 2 }} />);
      expect(server.last("phx_join")[4].params).toEqual({ page: 2 });
      await mount(2);
      expect(text()).toBe("2");
      await strict(<Cart params={{ page: 3 }} />);
      await mount(3);
      expect(text()).toBe("3");
    });

    it("whose params change shows the new state when it suspends too", async () => {
      const Suspended = ({ page }: { page: number }): ReactNode => <Count store={musubi.useMusubiRootSuspense({ module: "Cart", id: "1", params: { page } })} />;
      await strict(<Suspense fallback="waiting">{<Suspended page={1} />}</Suspense>);
      await mount(1);
      expect(text()).toBe("1");
      await strict(<Suspense fallback="waiting">{<Suspended page={2} />}</Suspense>);
      expect(server.last("phx_join")[4].params).toEqual({ page: 2 });
      await mount(2);
      expect(text()).toContain("2");
    });

    it("that the server lets in no more is an error", async () => {
      await strict(<Cart />);
      await mount();
      await send(() => server.drop());
      await run(1_000);
      await send(() => server.reply(server.last("phx_join"), { reason: "forbidden" }, "error"));
      expect(text()).toContain("forbidden");
    });

    it("that suspends and is let in no more fails to the error boundary", async () => {
      vi.spyOn(console, "error").mockImplementation(() => {});
      await strict(<Boundary>{<Suspense fallback="waiting">{<SuspendedCart />}</Suspense>}</Boundary>);
      await mount();
      await send(() => server.drop());
      await run(1_000);
      await send(() => server.reply(server.last("phx_join"), { reason: "forbidden" }, "error"));
      expect(text()).toContain("forbidden");
    });

    it("is shared by components, and goes with the last", async () => {
      await strict([<Cart key="a" />, <Cart key="b" />]);
      await mount();
      expect(text()).toBe("11");
      await strict([<Cart key="a" />]);
      expect(server.count("phx_leave")).toBe(0);
      await strict([]);
      expect(server.count("phx_leave")).toBe(1);
    });

    it("stays mounted when another page takes it over", async () => {
      await strict(<Cart key="one" />);
      await mount();
      await strict(<Cart key="other" />);
      expect(text()).toBe("1");
      expect([server.count("phx_join"), server.count("phx_leave")]).toEqual([1, 0]);
    });

    it("is another one for another id, and never shows the one before as it", async () => {
      await strict(<Cart />);
      await mount();
      await strict(<Cart id="2" />);
      expect(text()).toBe("loading");
      await mount(2);
      expect(text()).toBe("2");
      expect(server.count("phx_leave")).toBe(1);
    });

    it("shows the one before meanwhile, when it is told to", async () => {
      await strict(<Cart keep />);
      await mount();
      await strict(<Cart id="2" keep />);
      expect(text()).toBe("old 1");
      await mount(2);
      expect(text()).toBe("2");
    });

    it("is mounted afresh for other params, and not for equal ones", async () => {
      await strict(<Cart params={{ a: 1, b: 2 }} />);
      await mount();
      await strict(<Cart params={{ b: 2, a: 1 }} />);
      expect(server.count("phx_join")).toBe(1);
      await strict(<Cart params={{ a: 3 }} />);
      expect(server.last("phx_join")[4]).toMatchObject({ params: { a: 3 } });
      await mount(3);
      expect(text()).toBe("3");
    });

    it("tells why it was refused", async () => {
      await strict(<Cart />);
      await send(() => server.reply(server.last("phx_join"), { reason: "unauthorized" }, "error"));
      expect(text()).toBe("Root mount failed: unauthorized");
    });

    it("is let go when the component goes before it is there", async () => {
      await strict(<Cart />);
      await strict(null);
      await mount();
      expect(server.count("phx_leave")).toBe(1);
    });
  });

  describe("a suspending root", () => {
    const page = (node: ReactNode): ReactNode => (
      <Boundary>
        <Suspense fallback="waiting">{node}</Suspense>
      </Boundary>
    );

    it("waits, then shows, mounted once under StrictMode", async () => {
      await strict(page(<SuspendedCart />));
      expect(text()).toBe("waiting");
      await mount();
      expect(text()).toBe("1");
      await run(60_000);
      expect([server.count("phx_join"), server.count("phx_leave")]).toEqual([1, 0]);
      await strict(null);
      expect(server.count("phx_leave")).toBe(1);
    });

    it("goes when the render that asked for it is thrown away", async () => {
      await strict(page(<SuspendedCart />));
      await strict(null);
      await mount();
      expect(server.count("phx_leave")).toBe(0);
      await run(30_000);
      expect(server.count("phx_leave")).toBe(1);
    });

    it("meets the error boundary when it is refused, and is asked for again later", async () => {
      vi.spyOn(console, "error").mockImplementation(() => {});
      await strict(page(<SuspendedCart />));
      await send(() => server.reply(server.last("phx_join"), { reason: "unauthorized" }, "error"));
      expect(text()).toBe("failed: Root mount failed: unauthorized");
      await run(1_000);
      await strict(<div>{page(<SuspendedCart />)}</div>);
      await mount();
      expect(text()).toBe("1");
    });

    it("stays on the page that is left in a transition until the next is there", async () => {
      let go!: (id: string) => void;
      function Router(): ReactNode {
        const [id, setId] = useState("1");
        go = setId;
        return <SuspendedCart id={id} />;
      }

      await render(inside(page(<Router />)));
      await mount();
      await send(() => startTransition(() => go("2")));
      expect(text()).toBe("1");
      await mount(2);
      expect(text()).toBe("2");
      await run();
      expect(server.count("phx_leave")).toBe(1);
    });
  });

  describe("with a store", () => {
    let store: StoreProxy<"Cart", Stores>;

    beforeEach(async () => {
      const mounting = connection.mountStore({ module: "Cart", id: "1" });
      await vi.advanceTimersByTimeAsync(0);
      server.mount(cart(1));
      ({ store } = await mounting);
    });

    it("renders when what is selected changes, and only then", async () => {
      const renders = vi.fn();
      function Labels(): ReactNode {
        const labels = musubi.useMusubiSnapshot(store, (snapshot) => snapshot!.lines.map(({ label }) => label));
        renders();
        return labels.join();
      }

      await render(inside(<Labels />));
      expect(text()).toBe("tea,jam");
      const before = renders.mock.calls.length;
      await send(() => server.patch(1, [{ op: "replace", path: "/count", value: 2 }]));
      expect(renders).toHaveBeenCalledTimes(before);
      await send(() => server.patch(2, [{ op: "replace", path: "/lines/1/label", value: "honey" }]));
      expect(text()).toBe("tea,honey");
      expect(renders).toHaveBeenCalledTimes(before + 1);
    });

    it("compares what is selected as it is told to", async () => {
      function Even(): ReactNode {
        return musubi.useMusubiSnapshot(store, (snapshot) => snapshot!.count, (one, other) => one % 2 === other % 2);
      }

      await render(inside(<Even />));
      await send(() => server.patch(1, [{ op: "replace", path: "/count", value: 3 }]));
      expect(text()).toBe("1");
      await send(() => server.patch(2, [{ op: "replace", path: "/count", value: 4 }]));
      expect(text()).toBe("4");
    });

    it("shows one state in all components, though a transition renders slowly", async () => {
      const seen: string[] = [];
      function Pair(): ReactNode {
        const [one, other] = [musubi.useMusubiSnapshot(store)!.count, musubi.useMusubiSnapshot(store, (snapshot) => snapshot!.count)];
        seen.push(`${one}${other}`);
        return `${one}${other}`;
      }

      await strict([<Pair key="a" />, <Pair key="b" />]);
      for (let count = 2; count < 6; count++) {
        await send(() => startTransition(() => server.patch(count - 1, [{ op: "replace", path: "/count", value: count }])));
      }

      expect(text()).toBe("5555");
      expect(seen.every(([one, other]) => one === other)).toBe(true);
    });

    it("lists children, each of which renders alone", async () => {
      const renders = vi.fn();
      function Line({ line }: { line: StoreProxy<"Line", Stores> }): ReactNode {
        renders();
        return `${musubi.useMusubiSnapshot(line)?.label};`;
      }

      await render(inside(store.lines.map((each) => <Line key={keyOf(each)} line={each} />)));
      renders.mockClear();
      await send(() => server.patch(1, [{ op: "replace", path: "/lines/0/label", value: "coffee" }]));
      expect(text()).toBe("coffee;jam;");
      expect(renders).toHaveBeenCalledTimes(1);
    });

    it("waits for a child that is away", async () => {
      const jam = store.lines[1]!;
      server.patch(1, [{ op: "remove", path: "/lines/1" }]);
      function Jam(): ReactNode {
        return musubi.useMusubiSnapshotSuspense(jam, ({ label }) => label);
      }

      await render(inside(<Suspense fallback="waiting">{<Jam />}</Suspense>));
      expect(text()).toBe("waiting");
      await send(() => server.patch(2, [{ op: "add", path: "/lines/1", value: line("2", "honey") }]));
      expect(text()).toBe("honey");
    });

    it("waits for an async value, and throws when it has failed", async () => {
      vi.spyOn(console, "error").mockImplementation(() => {});
      server.patch(1, [{ op: "replace", path: "/total", value: asyncValue("loading", null) }]);
      function Total(): ReactNode {
        return musubi.useMusubiAsync(store, (snapshot) => snapshot.total);
      }

      await render(inside(<Boundary>{<Suspense fallback="waiting">{<Total />}</Suspense>}</Boundary>));
      expect(text()).toBe("waiting");
      await send(() => server.patch(2, [{ op: "replace", path: "/total", value: asyncValue("ok", 9) }]));
      expect(text()).toBe("9");
      await send(() => server.patch(3, [{ op: "replace", path: "/total", value: asyncValue("failed", 9, { kind: "exit", value: "x" }) }]));
      expect(text()).toBe("failed: An async value failed.");
    });

    it("shows nothing of another store's command, or of another command, in its place", async () => {
      let command!: ReturnType<typeof musubi.useMusubiCommand<"Cart", "add">>;
      function Add({ of }: { of: StoreProxy<"Cart", Stores> }): ReactNode {
        command = musubi.useMusubiCommand(of, "add");
        return [command.isPending && "pending", command.data?.count].filter((part) => part !== undefined && part !== false).join();
      }

      await strict(<Add of={store} />);
      await send(() => void command.dispatch({ by: 1 }));
      await send(() => answer(1, server.last("command"), { count: 2 }));
      expect(text()).toBe("2");
      const other = connection.mountStore({ module: "Cart", id: "other" });
      await run();
      await mount(5);
      await strict(<Add of={(await other).store} />);
      expect(text()).toBe("");
      await strict(<Add of={store} />);
    });

    it("select a Date, a Map, a Set or a URL, and render when it is another", async () => {
      const make = [(n: number) => new Date(n), (n: number) => new Map([[1, n]]), (n: number) => new Set([n]), (n: number) => new URL(`http://test/${n}`)];
      const show = (value: unknown): string => (value instanceof Map ? [...value.values()].join() : value instanceof Set ? [...value].join() : value instanceof Date ? `${value.getTime()}` : String(value));
      function Selected(): ReactNode {
        return make.map((each) => show(musubi.useMusubiSnapshot(store, (cart) => each(cart!.count)))).join(" ");
      }

      await strict(<Selected />);
      const before = text();
      await send(() => server.patch(1, [{ op: "replace", path: "/count", value: 9 }]));
      expect(text()).toBe("9 9 9 http://test/9");
      expect(text()).not.toBe(before);
    });

    it("sends commands, and tells how the last one fares", async () => {
      let command!: ReturnType<typeof musubi.useMusubiCommand<"Cart", "add">>;
      function Add(): ReactNode {
        command = musubi.useMusubiCommand(store, "add");
        return [command.isPending && "pending", command.error?.code, command.data?.count].filter((part) => part !== undefined && part !== false).join();
      }

      await strict(<Add />);
      const { dispatch } = command;
      let first!: Promise<unknown>;
      await send(() => void (first = dispatch({ by: 1 })));
      const [earlier] = [server.last("command")];
      expect(text()).toBe("pending");
      let second!: Promise<unknown>;
      await send(() => void (second = dispatch({ by: 2 })));
      await send(() => answer(1, server.last("command"), { count: 3 }));
      await send(() => answer(2, earlier, { count: 2 }));
      expect(await Promise.all([first, second])).toEqual([{ count: 2 }, { count: 3 }]);
      expect(text()).toBe("3");
      expect(command.dispatch).toBe(dispatch);

      let failed!: Promise<unknown>;
      await send(() => void (failed = expect(dispatch({ by: 0 })).rejects.toMatchObject({ code: "zero" })));
      await send(() => server.reply(server.last("command"), { code: "zero" }, "error"));
      await failed;
      expect(text()).toBe("zero");
      await send(() => command.reset());
      expect(text()).toBe("");
    });

    it("hears an event once under StrictMode, with the handler of the last render", async () => {
      const heard: string[] = [];
      function Toasts({ name }: { name: string }): ReactNode {
        musubi.useMusubiEvent(store, "toast", ({ msg }) => heard.push(`${name} ${msg}`));
        return null;
      }

      await strict(<Toasts name="one" />);
      await strict(<Toasts name="two" />);
      await send(() => server.push({ base_version: 1, events: [{ name: "toast", store_id: [], payload: { msg: "saved" } }] }));
      expect(heard).toEqual(["two saved"]);
    });
  });

  describe("the provider", () => {
    function Status(): ReactNode {
      const status = musubi.useMusubiConnectionStatus();
      return status.state === "ready" ? <Cart /> : status.state;
    }

    it("connects a socket once under StrictMode, and disconnects it when it goes", async () => {
      const other = new FakeServer();
      await act(async () => root.render(<StrictMode>{<musubi.MusubiProvider socket={other.socket} uploaders={{}}>{<Status />}</musubi.MusubiProvider>}</StrictMode>));
      await run();
      await run();
      expect(text()).toBe("loading");
      await send(() => other.mount(cart(4)));
      expect(text()).toBe("4");
      await render(null);
      expect([other.count("phx_join"), other.count("phx_leave")]).toEqual([1, 1]);
    });

    it("tells how the socket fares", async () => {
      function SocketStatus(): ReactNode {
        return musubi.useMusubiSocketStatus();
      }

      await strict(<SocketStatus />);
      expect(text()).toBe("ready");
      await send(() => server.drop());
      expect(text()).toBe("reconnecting");
    });

    it("tells so before there is a connection, too", async () => {
      const other = new FakeServer();
      const seen: string[] = [];
      function SocketStatus(): ReactNode {
        seen.push(musubi.useMusubiSocketStatus());
        return seen.at(-1);
      }

      await act(async () => root.render(<musubi.MusubiProvider socket={other.socket}>{<SocketStatus />}</musubi.MusubiProvider>));
      await run();
      expect(seen[0]).toBe("connecting");
      expect(text()).toBe("ready");
    });

    it("is required, and takes one of the two", async () => {
      vi.spyOn(console, "error").mockImplementation(() => {});
      await render(<Boundary>{<Cart />}</Boundary>);
      expect(text()).toContain("There is no <MusubiProvider>");
      await render(<Boundary key="2">{<musubi.MusubiProvider {...({} as { connection: typeof connection })} />}</Boundary>);
      expect(text()).toContain("either a connection or a socket");
    });
  });

  it("compares what is neither a plain object nor a list by itself", () => {
    const date = new Date(0);
    expect([shallowEqual(date, date), shallowEqual(date, new Date(0)), shallowEqual(new Map(), new Map()), shallowEqual(new Set([1]), new Set([2]))]).toEqual([true, false, false, false]);
    expect(shallowEqual(Object.create(null), Object.create(null))).toBe(true);
  });

  it("compares shallowly", () => {
    expect(shallowEqual([1, NaN], [1, NaN])).toBe(true);
    expect([shallowEqual({ a: 1 }, { b: 1 }), shallowEqual([], {}), shallowEqual(null, {}), shallowEqual({ a: {} }, { a: {} })]).toEqual([false, false, false, false]);
  });
});
