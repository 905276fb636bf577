import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const index = at("../musubi-client/src/index.ts");
/** The last two for the page that is written for the Elixir server. */
const client = { "@musubi-orleans/client": index, "@musubi/client": index, "@musubi/react": at("src/index.ts") };
const react18 = { react: at("../react-18/node_modules/react"), "react-dom": at("../react-18/node_modules/react-dom") };

/** Every test of the hooks runs on both versions of React. */
export default defineConfig({
  test: {
    projects: [
      { resolve: { alias: client }, test: { name: "react 19", environment: "happy-dom" } },
      { resolve: { alias: { ...client, ...react18 } }, test: { name: "react 18", environment: "happy-dom", exclude: ["test/docs.test.ts"] } },
    ],
  },
});
