// Pages that write comments, and what became of each. It runs until SIGTERM, looks every comment up then, and prints one line.
//   node load.mjs <address> <pages>
//
// Each page writes into a poll of its own, one comment after the other, and writes down which were acknowledged. Before the poll forgets them, and at the end, every
// acknowledged one has to be there, once, and every one whose answer never came at most once.
import { connect, fullJitter } from "@musubi-orleans/client";
import { Socket } from "phoenix";

const [address, pages] = [process.argv[2], Number(process.argv[3])];
const pauseMs = 250;
// A poll keeps its newest 50 comments, so that many of them are looked up at a time, and those that were doubled still fit.
const lookedUpAtOnce = 40;

// So that no comment is taken for one of an earlier run.
const run = Date.now().toString(36);

// Node.js 20 says of a handshake that failed that there was an error, and nothing more; a browser closes the socket as well, which is what phoenix waits for.
class Transport extends WebSocket {
  constructor(...args) {
    super(...args);
    this.addEventListener("error", () =>
      setTimeout(() => {
        if (this.readyState === WebSocket.CONNECTING) {
          this.dispatchEvent(Object.assign(new Event("close"), { code: 1006 }));
        }
      }),
    );
  }
}

const total = { commands: 0, lost: 0, doubled: 0, refused: 0, anew: 0, reconnects: 0, slowestMs: 0 };
const closed = {};
let stopping = false;
process.on("SIGTERM", () => (stopping = true));

await Promise.all(Array.from({ length: pages }, (_, index) => page(index)));
console.log(
  `${total.commands} commands: ${total.lost} lost, ${total.doubled} doubled, ${total.refused} refused, ${total.anew} pages anew, ` +
    `slowest ${(total.slowestMs / 1000).toFixed(2)} s, ${total.reconnects} reconnects after close codes ${Object.keys(closed).join(" ")}`,
);
process.exit(total.lost + total.doubled + total.refused + total.anew > 0 ? 1 : 0);

async function page(index) {
  const params = { user_id: (index + 1).toString(16).padStart(32, "0"), name: `page ${index}` };
  const socket = new Socket(`${address}/socket`, { ...fullJitter, params, transport: Transport });
  socket.onClose(({ code }) => (closed[code] = (closed[code] ?? 0) + 1));
  const connection = await connect(socket);
  connection.onStatusChange((status) => {
    total.reconnects += status === "reconnecting" ? 1 : 0;
    total.anew += status === "reloaded" ? 1 : 0;
  });
  const { store: dashboard } = await connection.mountStore({ module: "Dashboard", id: "main", params: {} });
  const id = await pollOf(dashboard, `What does page ${index} write?`);
  for (let count = 0; !stopping; ) {
    const written = { acknowledged: [], unanswered: [] };
    const { store: room, unmount } = await connection.mountStore({ module: "PollRoom", id, params: { poll_id: id, page: `${index}` } });
    for (const end = count + lookedUpAtOnce; count < end && !stopping; count++) {
      await write(room.comments, written, `${run} ${index} ${count}`);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }

    unmount();
    await lookUp(connection, id, written);
  }
}

// The page's poll, which an earlier run may have opened.
async function pollOf(dashboard, question) {
  const opened = dashboard.polls.find((poll) => poll.question === question);
  if (opened) {
    return opened.id;
  }

  const { poll_id: id, problem } = await dashboard.dispatchCommand("create_poll", { question, options: ["Yes", "No"] });
  if (!id) {
    throw new Error(problem);
  }

  return id;
}

// In a room that is mounted for it, so that what counts is what the server has.
async function lookUp(connection, id, { acknowledged, unanswered }) {
  const { store: room, unmount } = await connection.mountStore({ module: "PollRoom", id, params: { poll_id: id, page: "reads" } });
  const times = (text) => room.comments.items.filter((comment) => comment.text === text).length;
  await until(() => room.comments && acknowledged.every((text) => times(text) > 0));
  total.lost += acknowledged.filter((text) => times(text) === 0).length;
  total.doubled += [...acknowledged, ...unanswered].filter((text) => times(text) > 1).length;
  unmount();
}

async function write(comments, written, text) {
  const began = performance.now();
  total.commands++;
  try {
    const { problem } = await comments.dispatchCommand("add", { text });
    if (problem) {
      throw new Error(problem);
    }

    written.acknowledged.push(text);
  } catch (error) {
    total.refused++;
    written.unanswered.push(text);
    console.error(`${text}: ${error}`);
  }

  total.slowestMs = Math.max(total.slowestMs, performance.now() - began);
}

// What is missing after that long is lost.
async function until(there) {
  for (const end = performance.now() + 10_000; !there() && performance.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
