import { connect } from "@musubi-orleans/client";
import { Socket } from "phoenix";

const element = (id) => document.getElementById(id);
const show = (id, text) => (element(id).textContent = text);

// How it came back goes by, so all of it is shown.
const statuses = [];
const connection = await connect(new Socket("/socket"), { surviveReload: true });
const tell = (status) => show("status", statuses.push(status) && statuses.join(" "));
connection.onStatusChange(tell);
tell(connection.status());

const { store } = await connection.mountStore({ module: "Draft", id: "main" });
const render = () => {
  const { count, draft } = store.snapshot() ?? { count: "", draft: "" };
  show("count", count);
  show("draft", draft);
};
store.subscribe(render);
render();

element("add").onclick = () => store.dispatchCommand("add", {}).then(({ count }) => show("replied", count));
element("text").oninput = ({ target }) => store.dispatchCommand("write", { text: target.value });

// An optimistic page: it shows the sum at once, and what the store says when the reply is there.
element("many").onclick = async () => {
  const shown = [store.count];
  for (let n = 0; n < 100; n++) {
    shown.push(store.count + 1);
    await store.dispatchCommand("add", {});
    shown.push(store.count);
  }

  show("replied", shown.every((count, n) => n === 0 || count >= shown[n - 1]) ? `steady up to ${shown.at(-1)}` : `flickers: ${shown}`);
};
