// Prints what the packages weigh in a page, minified and gzipped, without what they stand on. Fails when one is too heavy.
import { build } from "esbuild";
import { gzipSync } from "node:zlib";

const limits = { "musubi-client": 9_500, "musubi-react": 3_000 };

for (const [folder, limit] of Object.entries(limits)) {
  const { outputFiles } = await build({
    entryPoints: [`${folder}/dist/index.js`],
    external: ["phoenix", "react", "react/*", "@musubi-orleans/client"],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  const size = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  console.log(`${folder}: ${size} bytes gzipped, of ${limit} allowed`);
  if (size > limit) {
    process.exitCode = 1;
  }
}
