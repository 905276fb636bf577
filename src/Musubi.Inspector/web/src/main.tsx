import { connect, fullJitter } from "@musubi-orleans/client";
import { Socket } from "phoenix";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.js";
import { MusubiProvider } from "./stores.js";

const socket = new Socket(new URL("socket", document.baseURI).pathname, { ...fullJitter });
const connection = await connect<Musubi.Stores>(socket);

createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <MusubiProvider connection={connection}>
      <App />
    </MusubiProvider>
  </StrictMode>,
);
