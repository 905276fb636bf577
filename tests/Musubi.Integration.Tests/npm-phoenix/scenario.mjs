// Runs one scenario of the unmodified npm client and exits with 0 when all went as it should.
// What it prints, a line each, tells the test how far it is, so that the test can act at the right moment.
//
//   node scenario.mjs <scenario> <server, as ws://host:port>

import { Socket } from "phoenix";
import WebSocket from "ws";

const stores = "Musubi.WireCapture.Stores";
const deadline = 60_000;

const scenarios = {
  /** Connects, joins, commands, receives the patch, leaves. */
  async lifecycle(socket) {
    const { channel, patches } = await mount(socket, `${stores}.AlphaRootStore`, "npm", { room_id: "general" });
    equal((await patches.next()).ops[0].value.room_id, "general");

    equal(await push(channel, "command", { store_id: [], name: "rename", payload: { room_id: "random" } }), {});
    const patch = await patches.next();
    equal([patch.base_version, patch.version], [1, 2]);
    equal(patch.ops.map((op) => op.path).sort(), ["/child/label", "/room_id"]);

    const refused = await push(channel, "command", { store_id: [], name: "nothing", payload: {} }).catch((error) => error);
    equal(refused, { reason: "unknown command" });

    const closed = new Promise((resolve) => channel.onClose(resolve));
    await answer(channel.leave());
    await soon(closed, "the channel's close");
  },

  /** The connection breaks; the client connects and joins again by itself, and the root is mounted anew. */
  async dropped(socket) {
    const { channel, patches } = await mount(socket, `${stores}.MetaRootStore`, "npm", {});
    await patches.next();
    const reopened = new Promise((resolve) => socket.onClose(() => socket.onOpen(resolve)));
    console.log("mounted");

    await soon(reopened, "the socket to open again");
    const patch = await patches.next();
    equal([patch.base_version, patch.version], [0, 1]);
    equal(await push(channel, "command", { store_id: [], name: "drop", payload: { key: "a" } }), {});
    equal((await patches.next()).ops, [{ op: "remove", path: "/meta/a" }]);
  },

  /** The connection breaks; the connect param `page` brings the client back to its state, which it gets as any mount's. */
  async page(socket) {
    const { channel, patches } = await mount(socket, `${stores}.DurableRootStore`, "npm", {});
    await patches.next();
    equal(await push(channel, "command", { store_id: [], name: "add", payload: { by: 3 } }), { n: 3 });
    await patches.next();
    const reopened = new Promise((resolve) => socket.onClose(() => socket.onOpen(resolve)));
    console.log("mounted");

    await soon(reopened, "the socket to open again");
    const patch = await patches.next();
    equal([patch.base_version, patch.version, patch.ops.length, patch.ops[0].path, patch.ops[0].value.n], [0, 1, 1, "", 3]);
    equal(await push(channel, "command", { store_id: [], name: "add", payload: { by: 4 } }), { n: 7 });
    const next = await patches.next();
    equal([next.base_version, next.version], [1, 2]);
  },

  /** A join that the server never takes is refused as often as the client tries, over the one connection, and its neighbour goes on. */
  async oversized(socket) {
    let [opens, refusals] = [1, 0];
    socket.onOpen(() => opens++);
    const { channel, patches } = await mount(socket, `${stores}.MetaRootStore`, "npm", {});
    await patches.next();
    const module = `${stores}.AlphaRootStore`;
    const large = socket.channel(`musubi:connection:${module}:large`, { module, id: "large", params: { room_id: "x".repeat(70_000) } });
    const often = new Promise((resolve) =>
      large.join().receive("error", (error) => {
        equal(error.reason, "payload too large");
        return ++refusals === 20 && resolve();
      }),
    );

    await soon(often, "twenty refusals");
    equal(opens, 1);
    equal(await push(channel, "command", { store_id: [], name: "drop", payload: { key: "a" } }), {});
  },

  /** The store crashes; the client joins again by itself, over the same connection. */
  async crashed(socket) {
    const { channel, patches } = await mount(socket, `${stores}.CrashRootStore`, "npm", {});
    await patches.next();
    let closes = 0;
    socket.onClose(() => closes++);
    const failed = new Promise((resolve) => channel.onError(resolve));

    channel.push("command", { store_id: [], name: "throw", payload: {} });
    equal(await soon(failed, "the channel's error"), { reason: "channel_crash" });

    const patch = await patches.next();
    equal([patch.base_version, patch.version, patch.ops[0].value.n], [0, 1, 0]);
    equal(await push(channel, "command", { store_id: [], name: "inc", payload: {} }), {});
    equal((await patches.next()).ops, [{ op: "replace", path: "/n", value: 1 }]);
    equal(closes, 0);
  },

  /** Heartbeats come and are answered, so that the client keeps its connection. */
  async heartbeat(socket) {
    let closes = 0;
    socket.onClose(() => closes++);
    const beats = [0, 1].map((times) => new Promise((resolve) => {
      let seen = 0;
      socket.onMessage((message) => message.topic === "phoenix" && message.event === "phx_reply" && seen++ === times && resolve());
    }));

    await soon(Promise.all(beats), "two heartbeats answered");
    equal(closes, 0);
  },

  /** A token in the WebSocket subprotocol, as Phoenix 1.8 sends it; an answer without a protocol would fail the connect. */
  async token(socket) {
    const { patches } = await mount(socket, `${stores}.MetaRootStore`, "npm", {});
    await patches.next();
  },
};

const [name, server] = process.argv.slice(2);
const socket = new Socket(`${server}/socket`, {
  transport: WebSocket,
  params: { current_user: "npm", ...(name === "page" ? { page: crypto.randomUUID() } : {}) },
  heartbeatIntervalMs: name === "heartbeat" ? 50 : 30_000,
  // Sooner than phoenix does by itself, so that what it would do in minutes is done in a moment.
  ...(name === "oversized" ? { reconnectAfterMs: () => 10, rejoinAfterMs: () => 10 } : {}),
  ...(name === "token" ? { authToken: "a secret of the client" } : {}),
});

try {
  socket.connect();
  await soon(new Promise((resolve) => socket.onOpen(resolve)), "the socket to open");
  await scenarios[name](socket);
  await new Promise((resolve) => socket.disconnect(resolve));
} catch (error) {
  console.error(error);
  process.exit(1);
}

process.exit(0);

async function mount(socket, module, id, params) {
  const channel = socket.channel(`musubi:connection:${module}:${id}`, { module, id, params });
  const patches = queue();
  channel.on("patch", patches.add);
  equal(await answer(channel.join()), { root_id: `${module}:${id}` });
  return { channel, patches };
}

function push(channel, event, payload) {
  return answer(channel.push(event, payload));
}

function answer(sent) {
  return soon(new Promise((resolve, reject) => sent.receive("ok", resolve).receive("error", reject)), "an answer");
}

function queue() {
  const [items, waiting] = [[], []];
  return {
    add: (item) => (waiting.length ? waiting.shift()(item) : items.push(item)),
    next: () => soon(items.length ? Promise.resolve(items.shift()) : new Promise((resolve) => waiting.push(resolve)), "a patch"),
  };
}

function soon(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Expected ${what}; it did not come.`)), deadline);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function equal(actual, expected) {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (got !== wanted) {
    throw new Error(`Expected ${wanted}; got ${got}.`);
  }
}
