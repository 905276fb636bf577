// Prints what the packages weigh in a page, minified and gzipped, without what they stand on. Fails when something is too heavy.
import { build } from "esbuild";
import { gzipSync } from "node:zlib";

/** A page that imports this, and how many bytes it may get at once, and later. The first ones show that nothing comes along that is not used. */
const pages = [
  { name: "client, waitFor alone", code: 'export { waitFor } from "./musubi-client/dist/index.js"', limit: 350, later: 0 },
  { name: "react, shallowEqual alone", code: 'export { shallowEqual } from "./musubi-react/dist/index.js"', limit: 300, later: 0 },
  { name: "client, connect and mountStore", code: 'export { connect } from "./musubi-client/dist/index.js"', limit: 9_500, later: 3_450 },
  { name: "client, everything", code: 'export * from "./musubi-client/dist/index.js"', limit: 10_150, later: 3_450 },
  { name: "react", code: 'export * from "./musubi-react/dist/index.js"', limit: 3_000, later: 0 },
];

function check(what, size, limit) {
  console.log(`${what}: ${size} bytes gzipped, of ${limit} allowed`);
  if (size > limit) {
    process.exitCode = 1;
  }
}

for (const { name, code, limit, later } of pages) {
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

  // What the entry imports dynamically is loaded later, with the first upload; all other files together with it.
  const outputs = Object.values(metafile.outputs);
  const isLater = outputs.map(({ entryPoint }) => entryPoint !== undefined && entryPoint !== "<stdin>");
  const weigh = (wanted) =>
    outputFiles.filter((_, index) => isLater[index] === wanted).reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
  check(name, weigh(false), limit);
  if (isLater.filter((late) => !late).length > 1) {
    console.log(`${name}: something that is loaded later shares a file with what is loaded at once, which every page then fetches`);
    process.exitCode = 1;
  }

  if (later > 0) {
    check(`${name}, with the first upload`, weigh(true), later);
  }
}
