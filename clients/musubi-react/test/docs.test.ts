import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const here = dirname(fileURLToPath(import.meta.url));
const clients = join(here, "../..");
const docs = readdirSync(join(clients, "../docs")).filter((name) => name.endsWith(".md"));
const pages = [
  // What the getting-started shows are files of an application: a test of its own builds and runs that.
  ...docs.filter((name) => name !== "getting-started.md").map((name) => `../docs/${name}`),
  "musubi-client/README.md",
  "musubi-react/README.md",
  "../README.md",
];

/** The examples of each page, as files that could stand beside this one. */
const examples = new Map(
  pages.flatMap((page) => {
    const text = readFileSync(join(clients, page), "utf8");
    return [...text.matchAll(/^```tsx?\n(.*?)^```/gms)].map(([, code], index): [string, string] => [
      join(here, `${page.replaceAll(/\W/g, "_")}_${index + 1}.tsx`),
      // A module of its own, in which names of another example mean nothing.
      `export {};\n${code}`,
    ]);
  }),
);

describe("the READMEs of the packages", () => {
  it.each(["musubi-client", "musubi-react"])("of %s link to nothing that is not packed with it", (name) => {
    const text = readFileSync(join(clients, name, "README.md"), "utf8");
    const targets = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target);
    expect(targets.filter((target) => !/^(https:|#)/.test(target!))).toEqual([]);
  });
});

describe("the examples of the docs", () => {
  it("are right in their types", { timeout: 60_000 }, () => {
    const { config } = ts.readConfigFile(join(clients, "musubi-react/tsconfig.json"), (path) => ts.sys.readFile(path)) as { config: object };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(clients, "musubi-react"));
    // Examples do not use all that they show.
    const host = ts.createCompilerHost({ ...options, noUnusedLocals: false });
    const { fileExists, readFile, getSourceFile } = host;
    host.fileExists = (path) => examples.has(path) || fileExists(path);
    host.readFile = (path) => examples.get(path) ?? readFile(path);
    host.getSourceFile = (path, version, ...rest) => {
      const code = examples.get(path);
      return code === undefined ? getSourceFile(path, version, ...rest) : ts.createSourceFile(path, code, version);
    };

    const prelude = [join(here, "docs.d.ts"), join(clients, "../tests/Musubi.TypeScript.Tests/Golden/every-form.d.ts")];
    const program = ts.createProgram([...prelude, ...examples.keys()], { ...options, noUnusedLocals: false }, host);
    const problems = [...examples.keys()].flatMap((path) => {
      const file = program.getSourceFile(path)!;
      return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
        ({ messageText, start }) => `${path.slice(here.length)}:${file.getLineAndCharacterOfPosition(start!).line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
      );
    });

    expect(examples.size).toBeGreaterThan(10);
    expect(problems).toEqual([]);
  });
});
