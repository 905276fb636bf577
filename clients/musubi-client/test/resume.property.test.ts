import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { connect, type StoreProxy } from "../src/index.js";
import { type Frame, FakeServer } from "./fakeServer.js";

interface Stores {
  Log: Musubi.StoreDef<"Log", { runs: number[] }, { add: { payload: { id: number }; reply: { id: number } } }>;
}

/** The root of one page as the server keeps it. It does what the page "Resume" of the docs says, and no more. */
class ModelRoot {
  runs: number[] = [];
  version = 1;
  token = "";
  highest = 0;
  acknowledged = 0;
  readonly answers = new Map<number, object>();
}

/** A server of one root, over a network that loses and delays what it is told to. */
class Model {
  readonly server = new FakeServer();
  root: ModelRoot | undefined;
  /** How often each command ran, on whichever root. */
  readonly ran = new Map<number, number>();
  /** What happens to the next replies. */
  readonly fates: ("lose" | "delay" | "timeout" | "unavailable")[] = [];
  /** Answers that were held back. */
  readonly delayed: (() => void)[] = [];
  #tokens = 0;

  constructor() {
    const receive = this.server.receive.bind(this.server);
    this.server.receive = (frame) => {
      receive(frame);
      if (frame[3] === "phx_join") {
        queueMicrotask(() => this.#join(frame));
      } else if (frame[3] === "command") {
        queueMicrotask(() => this.#command(frame));
      } else if (frame[3] === "phx_leave") {
        this.root = undefined;
      }
    };
  }

  #join(frame: Frame): void {
    const { resume, version } = frame[4] as { resume: string | null; version?: number };
    const resumed = this.root !== undefined && resume === this.root.token;
    const root = resumed ? this.root! : new ModelRoot();
    this.root = root;
    if (this.fates[0] === "lose") {
      // The reply got lost, so the token before stays good.
      this.fates.shift();
      if (!resumed) {
        this.root = undefined;
      }

      this.server.drop();
      return;
    }

    root.token = `t${(this.#tokens += 1)}`;
    this.server.reply(frame, { root_id: "Log:1", resume: root.token, ...(resume !== null && { resumed }) });
    if (!resumed) {
      this.#patch(0, root.version);
    } else if (version !== root.version) {
      // From a version that the client does not have: the whole state may come from any.
      this.#patch(root.version - 1, root.version);
    }
  }

  #command(frame: Frame): void {
    const { payload, cid, ack } = frame[4] as { payload: { id: number }; cid: number; ack: number };
    const root = this.root;
    if (root === undefined) {
      return;
    }

    const fate = this.fates.shift();
    if (fate === "unavailable") {
      this.server.reply(frame, { reason: fate }, "error");
      return;
    }

    root.acknowledged = Math.max(root.acknowledged, ack);
    for (const number of root.answers.keys()) {
      if (number <= root.acknowledged) {
        root.answers.delete(number);
      }
    }

    let reply = root.answers.get(cid);
    if (cid <= root.acknowledged || (cid <= root.highest && reply === undefined)) {
      this.server.reply(frame, { reason: "stale" }, "error");
      return;
    }

    if (reply === undefined && root.answers.size >= 64) {
      this.server.reply(frame, { reason: "busy" }, "error");
      return;
    }

    const isNew = reply === undefined;
    if (reply === undefined) {
      root.highest = cid;
      reply = { id: payload.id };
      root.answers.set(cid, reply);
      root.runs = [...root.runs, payload.id];
      root.version += 1;
      this.ran.set(payload.id, (this.ran.get(payload.id) ?? 0) + 1);
    }

    const answer = (): void => {
      if (fate === "timeout") {
        this.server.reply(frame, { reason: fate }, "error");
      } else {
        this.server.reply(frame, reply);
      }
    };
    if (fate === "delay") {
      this.delayed.push(answer);
    } else if (fate !== "lose") {
      answer();
    }

    if (isNew) {
      this.#patch(root.version - 1, root.version);
    }
  }

  #patch(base_version: number, version: number): void {
    this.server.push({ base_version, version, ops: [{ op: "replace", path: "", value: { __musubi_store_id__: [], runs: this.root!.runs } }] });
  }
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: "add" as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: "cut" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "crash" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "late" as const }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("fate" as const), fate: fc.constantFrom("lose" as const, "delay" as const, "timeout" as const, "unavailable" as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(1, 100, 1_500, 12_000) }) },
);

beforeEach(() => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

it("a root whatever its network does: an acknowledged command ran once, any other at most once, and the document is the server's", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const model = new Model();
      const connection = await connect<Stores>(model.server.socket);
      const mounting = connection.mountStore({ module: "Log", id: "1" });
      await vi.advanceTimersByTimeAsync(1);
      const { store } = (await mounting) as { store: StoreProxy<"Log", Stores> };
      const acknowledged: number[] = [];
      const settled: Promise<void>[] = [];
      let next = 0;
      for (const step of steps) {
        if (step.kind === "add") {
          const id = (next += 1);
          settled.push(
            store.dispatchCommand("add", { id }).then(
              (reply) => void acknowledged.push(reply.id),
              () => {},
            ),
          );
        } else if (step.kind === "cut") {
          model.server.drop();
        } else if (step.kind === "crash") {
          model.root = undefined;
          model.server.crash();
        } else if (step.kind === "late") {
          model.delayed.splice(0).forEach((answer) => answer());
        } else if (step.kind === "fate") {
          model.fates.push(step.fate);
        } else {
          await vi.advanceTimersByTimeAsync(step.ms);
        }
      }

      model.fates.length = 0;
      // Past the time of every command and of every rejoin.
      await vi.advanceTimersByTimeAsync(120_000);
      await Promise.all(settled);
      expect(acknowledged.filter((id) => model.ran.get(id) !== 1)).toEqual([]);
      expect([...model.ran.values()].filter((times) => times > 1)).toEqual([]);
      expect(store.runs).toEqual(model.root!.runs);
      // In the order in which they were given.
      expect(model.root!.runs).toEqual([...model.root!.runs].sort((a, b) => a - b));
      await connection.disconnect();
      await vi.advanceTimersByTimeAsync(1_000);
    }),
    { numRuns: 150 },
  );
});
