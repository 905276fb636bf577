import { connection } from "../connection/connection.js";
import { linkToPoll } from "../links.js";
import { votesOf } from "../text.js";
import { randomId } from "../user.js";
import { showBars } from "./bars.js";
import { showComments } from "./comments.js";
import { part } from "./dom.js";
import { showNews } from "./news.js";
import { showStatus } from "./status.js";

// One poll for a big screen, without a framework: the page is in wall.html, and each part of it follows the store that it
// shows. What is shown stays through a reconnect, and is brought up to date by it; nothing here has to know.

const retryMs = 5_000;
const pollId = location.pathname.split("/").at(-1)!;
showStatus(part("status"));

const { store } = await insist(() => connection.mountStore({ module: "PollRoom", id: pollId, params: { poll_id: pollId } }));
const { store: audience } = await insist(() => connection.mountStore({ module: "Audience", id: pollId, params: { poll_id: pollId, page: randomId() } }));

const address = part("address") as HTMLAnchorElement;
address.href = `/${linkToPoll(pollId)}`;
address.textContent = `${location.host}/${linkToPoll(pollId)}`;

const update = (): void => {
  document.title = `${store.question || "No such poll"} – Live Poll`;
  part("poll").hidden = !store.found;
  part("question").textContent = store.question;
  part("votes").textContent = votesOf(store.votes);
  part("audience").textContent = `${audience.count} here`;
  say(store.found ? "" : "There is no such poll. Perhaps its address is not complete.");
};
store.subscribe(update);
audience.subscribe(update);
update();

showBars(part("bars"), store.options);
if (store.comments) {
  showComments(part("comments"), store.comments);
}

store.handleEvent("lead_taken", ({ label }) => showNews(part("news"), `${label} takes the lead`));

/** Nobody sits at a wall's keyboard: what the server refuses is asked for again. */
async function insist<T>(mount: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await mount();
    } catch {
      say("This poll cannot be shown right now. Trying again…");
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}

function say(text: string): void {
  part("notice").textContent = text;
  part("notice").hidden = text === "";
}
