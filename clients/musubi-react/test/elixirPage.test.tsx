import { act } from "react";
import { createRoot } from "react-dom/client";
import { expect, it, vi } from "vitest";
import { FakeServer } from "../../musubi-client/test/fakeServer.js";
import App from "./elixirPage.js";

const line = (id: string, label: string): object => ({ __musubi_store_id__: ["lines", id], label });

it("a page of the Elixir server's runs with no more than its imports changed", async () => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  const server = new FakeServer();
  const container = document.createElement("div");
  const root = createRoot(container);
  const shows = (text: string): Promise<void> => vi.waitFor(() => act(async () => expect(container.textContent).toContain(text)), { interval: 1 });

  await act(async () => root.render(<App provider={{ socket: server.socket, topic: "musubi:connection" }} />));
  await vi.waitFor(() => act(async () => expect(server.count("phx_join")).toBe(1)), { interval: 1 });
  await act(async () => {
    server.reply(server.last("phx_join"), { root_id: "Shop.Stores.CartStore:1" });
    server.push({
      base_version: 0,
      ops: [
        {
          op: "replace",
          path: "",
          value: {
            __musubi_store_id__: [],
            title: "Shopping",
            state: "open",
            lines: [line("1", "tea"), line("2", "jam")],
            log: { __musubi_stream__: "log" },
            total: { __musubi_async__: true, status: "ok", result: 7, reason: null },
            photo: { __musubi_upload__: "photo" },
          },
        },
      ],
      stream_ops: [{ op: "insert", stream: "log", ref: "0", store_id: [], item_key: "1", at: -1, item: { id: "1", text: "opened" }, limit: null }],
    });
  });
  await shows("Shopping");
  expect(container.textContent).toContain("tea,jam opened 7 open 2");
  expect(container.textContent).toContain("idle 0 of 8000000");

  await act(async () => server.push({ base_version: 1, events: [{ name: "toast", store_id: [], payload: { text: "hello" } }] }));
  await shows("7 open 2 hello");
  await act(async () => container.querySelector("button")!.click());
  await act(async () => {
    server.reply(server.last("command"), { status: "renamed" });
    server.push({ base_version: 2, ops: [{ op: "replace", path: "/lines/0/label", value: "tea" }] });
  });
  await shows("7 open 2 renamed");
  await act(async () => root.unmount());
});
