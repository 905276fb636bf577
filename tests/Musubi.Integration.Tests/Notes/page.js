import { connect } from "@musubi-orleans/client";
import { Socket } from "phoenix";

const element = (id) => document.getElementById(id);
const show = (id, text) => (element(id).textContent = text);

const connection = await connect(new Socket("/socket", { timeout: 3_000 }));
connection.onStatusChange((status) => show("status", status));
show("status", connection.status());

element("sign-out").onclick = () => fetch("/sign-out", { method: "POST" });

const { store } = await connection.mountStore({ module: "Notes", id: "mine" });
const render = () => {
  const { user, notes } = store.snapshot() ?? { user: "", notes: [] };
  show("user", user);
  element("notes").replaceChildren(
    ...notes.map((text) => {
      const note = document.createElement("li");
      note.textContent = text;
      return note;
    }),
  );
};
store.subscribe(render);
render();

element("add").onclick = () =>
  store.dispatchCommand("add", { text: element("text").value }).then(
    () => show("failure", "none"),
    (error) => show("failure", error.code ?? error.kind),
  );
