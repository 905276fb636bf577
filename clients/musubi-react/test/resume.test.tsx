import { connect, type MusubiConnection } from "@musubi-orleans/client";
import { act, type ReactNode, version } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeServer } from "../../musubi-client/test/fakeServer.js";
import { createMusubi } from "../src/index.js";

interface Stores {
  Counter: Musubi.StoreDef<"Counter", { n: number }, { add: { payload: {}; reply: { n: number } } }>;
}

const musubi = createMusubi<Stores>();

describe(`a page that comes back, on React ${version}`, () => {
  let server: FakeServer;
  let connection: MusubiConnection<Stores>;
  let container: HTMLElement;
  let root: Root;
  let dispatch: () => Promise<unknown>;
  let seen: string[];

  const run = (ms = 1): Promise<void> => act(async () => void (await vi.advanceTimersByTimeAsync(ms)));

  function Counter(): ReactNode {
    const mounted = musubi.useMusubiRoot({ module: "Counter", id: "main" });
    return mounted.status === "ready" ? <Add store={mounted.store} /> : mounted.status;
  }

  function Add({ store }: { store: Parameters<typeof musubi.useMusubiCommand<"Counter", "add">>[0] }): ReactNode {
    const command = musubi.useMusubiCommand(store, "add");
    const status = musubi.useMusubiSocketStatus();
    const connection = musubi.useMusubiConnectionStatus();
    seen.push(`${connection.state} ${connection.socketStatus}`);
    dispatch = () => command.dispatch({});
    return [status, store.snapshot()?.n, command.isPending ? "pending" : (command.data?.n ?? "idle")].join(" ");
  }

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
    (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
    server = new FakeServer();
    seen = [];
    connection = await connect<Stores>(server.socket);
    container = document.createElement("div");
    root = createRoot(container);
    await act(async () =>
      root.render(
        <musubi.MusubiProvider connection={connection}>
          <Counter />
        </musubi.MusubiProvider>,
      ),
    );
    await run();
    server.reply(server.last("phx_join"), { root_id: "Counter:main", resume: "t1" });
    await act(async () => server.push({ base_version: 0, ops: [{ op: "replace", path: "", value: { __musubi_store_id__: [], n: 1 } }] }));
  });
  afterEach(async () => {
    await act(async () => root.unmount());
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it("shows its state all the while, how it came back, and a command as pending until its answer", async () => {
    expect(container.textContent).toBe("ready 1 idle");
    await act(async () => void dispatch());
    await act(async () => server.drop());
    expect(container.textContent).toBe("reconnecting 1 pending");
    await run(1_000);
    expect(container.textContent).toBe("ready 1 pending");
    await act(async () => server.reply(server.last("phx_join"), { root_id: "Counter:main", resume: "t2", resumed: true }));
    expect(container.textContent).toBe("resumed 1 pending");
    expect(server.last("command")[4]).toMatchObject({ cid: 1, ack: 0 });
    await act(async () => {
      server.reply(server.last("command"), { n: 2 });
      server.push({ base_version: 1, ops: [{ op: "replace", path: "/n", value: 2 }] });
    });
    await run();
    expect(container.textContent).toBe("resumed 2 2");
    await run(3_000);
    expect(container.textContent).toBe("ready 2 2");
    expect(seen.filter((status, n) => status !== seen[n - 1])).toEqual(["ready ready", "ready reconnecting", "ready ready", "ready resumed", "ready ready"]);
  });

  it("keeps a command pending through several reconnects, within its time", async () => {
    await act(async () => void dispatch());
    for (let n = 0; n < 3; n++) {
      server.accepting = false;
      await act(async () => server.drop());
      await run(8_000);
      server.accepting = true;
      await run(5_000);
      expect(container.textContent).toBe("ready 1 pending");
      await act(async () => server.reply(server.last("phx_join"), { root_id: "Counter:main", resume: `t${n + 2}`, resumed: n < 2 }));
    }

    await run();
    expect(container.textContent).toBe("reloaded 1 idle");
    expect(server.count("command")).toBe(3);
  });
});
