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
