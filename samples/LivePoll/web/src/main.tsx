import { Socket } from "phoenix";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.js";
import { connect, MusubiProvider } from "./stores.js";
import { loadUser } from "./user.js";

const user = loadUser();
const connection = await connect(new Socket("/socket", { params: { user_id: user.id, name: user.name } }));

createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <MusubiProvider connection={connection}>
      <App user={user} />
    </MusubiProvider>
  </StrictMode>,
);
