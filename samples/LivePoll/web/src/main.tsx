import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.js";
import { connection, user } from "./connection/connection.js";
import { MusubiProvider } from "./stores.js";

createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <MusubiProvider connection={connection}>
      <App user={user} />
    </MusubiProvider>
  </StrictMode>,
);
