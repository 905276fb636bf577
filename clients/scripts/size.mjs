// Prints what the packages weigh in a page, minified and gzipped, without what they stand on. Fails when something is too heavy.
import { build } from "esbuild";
import { gzipSync } from "node:zlib";

/** What is loaded when a page needs it, by the module that is imported then: with the first upload, when a socket does not open, and for `surviveReload`. */
const later = { "uploads/upload.js": 3_450, "probe.js": 300, "reload.js": 1_200 };

/** A page that imports this, and how many bytes it may get at once. The first ones show that nothing comes along that is not used. */
const pages = [
  { name: "client, waitFor alone", code: 'export { waitFor } from "./musubi-client/dist/index.js"', limit: 350 },
  { name: "react, shallowEqual alone", code: 'export { shallowEqual } from "./musubi-react/dist/index.js"', limit: 300 },
  { name: "client, connect and mountStore", code: 'export { connect } from "./musubi-client/dist/index.js"', limit: 9_500 },
  { name: "client, everything", code: 'export * from "./musubi-client/dist/index.js"', limit: 10_150, isWhole: true },
  { name: "react", code: 'export * from "./musubi-react/dist/index.js"', limit: 3_000 },
];

function check(what, size, limit) {
  console.log(`${what}: ${size} bytes gzipped, of ${limit} allowed`);
  if (size > limit) {
    process.exitCode = 1;
  }
}

for (const { name, code, limit, isWhole = false } of pages) {
  const { metafile, outputFiles } = await build({
    stdin: { contents: code, resolveDir: "." },
    external: ["phoenix", "react", "react/*", "@musubi-orleans/client"],
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    outdir: "out",
    write: false,
    metafile: true,
  });

  // What the entry imports dynamically is loaded later; all other files together with it.
  const outputs = Object.values(metafile.outputs);
  const moduleOf = ({ entryPoint }) => (entryPoint === "<stdin>" ? undefined : entryPoint?.split("/dist/")[1]);
  const weigh = (wanted) =>
    outputFiles.filter((_, index) => moduleOf(outputs[index]) === wanted).reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
  check(name, weigh(undefined), limit);
  if (outputs.filter((output) => moduleOf(output) === undefined).length > 1) {
    console.log(`${name}: something that is loaded later shares a file with what is loaded at once, which every page then fetches`);
    process.exitCode = 1;
  }

  if (isWhole) {
    for (const module of new Set([...Object.keys(later), ...outputs.map(moduleOf)].filter((module) => module !== undefined))) {
      check(`${module}, later`, weigh(module), later[module] ?? 0);
    }
  }
}
