import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const client = { "@musubi-orleans/client": at("../musubi-client/src/index.ts") };
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
