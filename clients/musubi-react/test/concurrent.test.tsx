import { connect, type MusubiConnection, type StoreProxy } from "@musubi-orleans/client";
import { Component, type ReactNode, startTransition, StrictMode, Suspense, useLayoutEffect, useState, version } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeServer } from "../../musubi-client/test/fakeServer.js";
import { createMusubi } from "../src/index.js";

interface Stores {
  Cart: Musubi.StoreDef<"Cart", { count: number }, {}>;
}

const musubi = createMusubi<Stores>();
const cart = (count: number): object => ({ __musubi_store_id__: [], count });

/** Keeps the main thread for longer than React renders in one go. */
function work(): void {
  const end = performance.now() + 8;
  while (performance.now() < end);
}

/** Without `act`, which makes React render in one go, and with React's own scheduler. */
describe(`rendering in the background on React ${version}`, () => {
  let server: FakeServer;
  let connection: MusubiConnection<Stores>;
  let container: HTMLElement;
  let root: Root;

  const text = (): string | null => container.textContent;
  const shows = (expected: string): Promise<void> => vi.waitFor(() => expect(text()).toBe(expected), { interval: 1, timeout: 10_000 });
  const sent = (event: string, count: number): Promise<void> => vi.waitFor(() => expect(server.count(event)).toBe(count), { interval: 1, timeout: 10_000 });
  const render = (node: ReactNode): void => root.render(<musubi.MusubiProvider connection={connection}>{node}</musubi.MusubiProvider>);

  beforeEach(async () => {
    (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = false;
    server = new FakeServer();
    connection = await connect<Stores>(server.socket);
    await vi.waitFor(() => expect(connection.status()).toBe("ready"), { interval: 1 });
    container = document.createElement("div");
    root = createRoot(container);
  });
  afterEach(() => {
    root.unmount();
    server.socket.disconnect();
    vi.restoreAllMocks();
  });

  describe("a snapshot", () => {
    const mount = async (): Promise<StoreProxy<"Cart", Stores>> => {
      const mounting = connection.mountStore({ module: "Cart", id: "1" });
      server.mount(cart(1));
      return (await mounting).store;
    };

    it("is one for all components of a commit, though it changes while they are rendered", async () => {
      const store = await mount();
      const rendered: (number | undefined)[] = [];
      const committed: (string | null)[] = [];
      function Slow({ index }: { index: number }): ReactNode {
        const count = musubi.useMusubiSnapshot(store, (snapshot) => snapshot?.count);
        if (index === 2 && count === 1) {
          // Comes between this component and the next, because React yields to it.
          queueMicrotask(() => server.patch(1, [{ op: "replace", path: "/count", value: 2 }]));
        }

        rendered.push(count);
        work();
        return count;
      }

      function Page(): ReactNode {
        const [shown, setShown] = useState(false);
        show = () => setShown(true);
        useLayoutEffect(() => void committed.push(text()));
        return shown ? [0, 1, 2, 3, 4, 5].map((index) => <Slow key={index} index={index} />) : "none";
      }

      let show!: () => void;
      render(<Page />);
      await shows("none");
      startTransition(show);
      await shows("222222");
      expect(rendered.slice(0, 4)).toEqual([1, 1, 1, 2]);
      expect(new Set(committed)).toEqual(new Set(["none", "222222"]));
    });

    it("that changes between a render and its commit is not missed", async () => {
      const store = await mount();
      function Count(): ReactNode {
        const count = musubi.useMusubiSnapshot(store, (snapshot) => snapshot?.count);
        useLayoutEffect(() => {
          // Once, though StrictMode runs the effect twice.
          if (store.count === 1) {
            server.patch(1, [{ op: "replace", path: "/count", value: 2 }]);
          }
        }, []);
        return count;
      }

      render(<StrictMode>{<Count />}</StrictMode>);
      await shows("2");
    });
  });

  describe("a suspending root", () => {
    function Cart({ id }: { id: string }): ReactNode {
      const store = musubi.useMusubiRootSuspense({ module: "Cart", id });
      return musubi.useMusubiSnapshot(store, (snapshot) => snapshot?.count);
    }

    let go!: (id: string) => void;
    function Router(): ReactNode {
      const [id, setId] = useState("1");
      go = setId;
      return <Suspense fallback="waiting">{id !== "" && <Cart key={id} id={id} />}</Suspense>;
    }

    const mountNewest = async (joins: number, count: number): Promise<void> => {
      await sent("phx_join", joins);
      server.mount(cart(count));
    };

    it("that a transition gave up for another one is left in the end, and no earlier page suffers", async () => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      render(<Router />);
      await mountNewest(1, 1);
      await shows("1");
      startTransition(() => go("2"));
      await sent("phx_join", 2);
      startTransition(() => go("3"));
      await sent("phx_join", 3);
      server.mount(cart(2), "musubi:connection:Cart:2");
      server.mount(cart(3));
      await shows("3");
      await vi.advanceTimersByTimeAsync(60_000);
      const left = server.frames.filter(([, , , event]) => event === "phx_leave").map(([, , to]) => to.slice(-1));
      expect(left.sort()).toEqual(["1", "2"]);
      vi.useRealTimers();
    });

    it("is taken over by the next page that uses it, in whichever way", async () => {
      function Plain(): ReactNode {
        const mounted = musubi.useMusubiRoot({ module: "Cart", id: "1" });
        return mounted.store === null ? mounted.status : `plain ${mounted.store.count}`;
      }

      let turn!: (plain: boolean) => void;
      function Pages(): ReactNode {
        const [plain, setPlain] = useState(false);
        turn = setPlain;
        return <Suspense fallback="waiting">{plain ? <Plain /> : <Cart id="1" />}</Suspense>;
      }

      render(<StrictMode>{<Pages />}</StrictMode>);
      await mountNewest(1, 1);
      await shows("1");
      for (let round = 0; round < 3; round++) {
        startTransition(() => turn(true));
        await shows("plain 1");
        startTransition(() => turn(false));
        await shows("1");
      }

      expect([server.count("phx_join"), server.count("phx_leave")]).toEqual([1, 0]);
      render(null);
      await sent("phx_leave", 1);
    });

    describe("whose params change", () => {
      let page!: (page: number) => void;
      let hang!: (hangs: boolean) => void;
      const never = new Promise<void>(() => {});
      const rendered = new Set<number>();
      /** React has come to it, in a render that it may throw away. */
      const isRendered = (number: number): Promise<void> => vi.waitFor(() => expect(rendered).toContain(number), { interval: 1 });

      function Hanging(): ReactNode {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- It is how React 18 and 19 alike are told to wait.
        throw never;
      }

      function Paged({ number }: { number: number }): ReactNode {
        rendered.add(number);
        const store = musubi.useMusubiRootSuspense({ module: "Cart", id: "1", params: { page: number } });
        return musubi.useMusubiSnapshot(store, (snapshot) => snapshot?.count);
      }

      function Pages(): ReactNode {
        const [number, setNumber] = useState(1);
        const [hangs, setHangs] = useState(false);
        page = setNumber;
        hang = setHangs;
        return (
          <Suspense fallback="waiting">
            <Paged number={number} />
            {hangs && <Hanging />}
          </Suspense>
        );
      }

      const params = (): unknown => server.last("phx_join")[4].params.page;
      const start = async (): Promise<void> => {
        rendered.clear();
        render(<StrictMode>{<Pages />}</StrictMode>);
        await mountNewest(1, 1);
        await shows("1");
      };

      it("waits for the new ones' state, and shows no other", async () => {
        await start();
        page(2);
        await sent("phx_join", 2);
        // A hidden page stays in the document.
        await vi.waitFor(() => expect(text()).toContain("waiting"), { interval: 1 });
        expect(params()).toBe(2);
        server.mount(cart(2));
        await shows("2");
        expect(server.count("phx_leave")).toBe(1);
      });

      it("stays on the page in a transition until the new ones' state is there", async () => {
        await start();
        startTransition(() => page(2));
        await sent("phx_join", 2);
        expect([text(), params()]).toEqual(["1", 2]);
        server.mount(cart(2));
        await shows("2");
      });

      it("keeps the root that is on the page when the render is thrown away", async () => {
        await start();
        startTransition(() => {
          page(2);
          hang(true);
        });
        await isRendered(2);
        startTransition(() => {
          page(1);
          hang(false);
        });
        server.patch(1, [{ op: "replace", path: "/count", value: 5 }]);
        await shows("5");
        expect([server.count("phx_join"), server.count("phx_leave")]).toEqual([1, 0]);
      });

      it("keeps it also while a transition waits for something else", async () => {
        await start();
        startTransition(() => {
          page(2);
          hang(true);
        });
        await isRendered(2);
        server.patch(1, [{ op: "replace", path: "/count", value: 5 }]);
        await shows("5");
        expect([server.count("phx_join"), server.count("phx_leave")]).toEqual([1, 0]);
      });

      it("before its first answer has the state of the last ones", async () => {
        render(<StrictMode>{<Pages />}</StrictMode>);
        await sent("phx_join", 1);
        page(2);
        await vi.waitFor(() => expect(params()).toBe(2), { interval: 1 });
        page(3);
        await vi.waitFor(() => expect(params()).toBe(3), { interval: 1 });
        server.mount(cart(3));
        await shows("3");
      });

      it("there and back has the state of where it is", async () => {
        await start();
        for (const [joins, number] of [[2, 2], [3, 1], [4, 2], [5, 3]] as const) {
          startTransition(() => page(number));
          await sent("phx_join", joins);
          server.mount(cart(number));
          await shows(String(number));
        }

        expect(server.count("phx_leave")).toBe(4);
      });

      it("of two components that want one root with different ones ends in one of them, and a warning", async () => {
        const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
        render(
          <Suspense fallback="waiting">
            <Paged number={1} />
            <Paged number={2} />
          </Suspense>,
        );
        await vi.waitFor(() => expect(warn).toHaveBeenCalled(), { interval: 1, timeout: 10_000 });
        await vi.waitFor(() => {
          server.mount(cart(7));
          expect(text()).toBe("77");
        }, { interval: 5, timeout: 10_000 });
        expect(server.count("phx_join")).toBeLessThan(20);
      });
    });

    it("is asked for again when its error boundary is reset", async () => {
      vi.spyOn(console, "error").mockImplementation(() => {});
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      let reset!: () => void;
      class Boundary extends Component<{ children: ReactNode }, { message?: string }> {
        override state: { message?: string } = {};
        static getDerivedStateFromError({ message }: Error): { message: string } {
          return { message };
        }
        override render(): ReactNode {
          reset = () => this.setState({ message: undefined as never });
          return this.state.message ?? this.props.children;
        }
      }

      render(<Boundary>{<Router />}</Boundary>);
      for (let attempt = 1; attempt < 4; attempt++) {
        await sent("phx_join", attempt);
        server.reply(server.last("phx_join"), { reason: "unauthorized" }, "error");
        await shows("Root mount failed: unauthorized");
        expect(server.count("phx_join")).toBe(attempt);
        await vi.advanceTimersByTimeAsync(1_000);
        reset();
      }

      await mountNewest(4, 4);
      await shows("4");
      vi.useRealTimers();
    });
  });
});
