import ts from "typescript";
import { describe, expect, expectTypeOf, it } from "vitest";
import type {
  AsyncResult,
  CommandName,
  CommandPayload,
  CommandReply,
  EventName,
  EventPayload,
  StoreModule,
  StoreProxy,
  StoreSnapshot,
  UploadHandle,
} from "../src/index.js";

// What the server's tool writes for a store that has every form; the tool's own tests compare it with this file.
const file = decodeURIComponent(new URL("../../../tests/Musubi.TypeScript.Tests/Golden/every-form.d.ts", import.meta.url).pathname);

type Form = StoreSnapshot<"Form", Musubi.Stores>;
type Part = StoreSnapshot<"Part", Musubi.Stores>;
type Mood = "very_good" | "so-so";
type Send = CommandPayload<"Form", "send", Musubi.Stores>;

describe("generated types", () => {
  it("compile by themselves, under the strictest of settings", { timeout: 60_000 }, () => {
    const program = ts.createProgram([file], {
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      skipDefaultLibCheck: true,
      noEmit: true,
      types: [],
      lib: ["lib.es2022.d.ts"],
    });
    const problems = ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));

    expect(program.getSourceFile(file)).toBeDefined();
    expect(problems).toEqual([]);
  });

  it("name stores, commands and events", () => {
    expectTypeOf<StoreModule<Musubi.Stores>>().toEqualTypeOf<"Form" | "Part">();
    expectTypeOf<CommandName<"Form", Musubi.Stores>>().toEqualTypeOf<"clear" | "send">();
    expectTypeOf<CommandName<"Part", Musubi.Stores>>().toEqualTypeOf<never>();
    expectTypeOf<EventName<"Form", Musubi.Stores>>().toEqualTypeOf<"shouted">();
    expectTypeOf<EventPayload<"Form", "shouted", Musubi.Stores>>().toExtend<{ what: string }>();
  });

  it("give a snapshot its values", () => {
    expectTypeOf<Form["truth"]>().toEqualTypeOf<boolean>();
    expectTypeOf<Form["big"]>().toEqualTypeOf<number>();
    expectTypeOf<Form["maybe_text"]>().toEqualTypeOf<string | null>();
    expectTypeOf<Form["maybe_number"]>().toEqualTypeOf<number | null>();
    expectTypeOf<Form["at"]>().toEqualTypeOf<string>();
    expectTypeOf<Form["mood"]>().toEqualTypeOf<Mood>();
    expectTypeOf<Form["maybe_mood"]>().toEqualTypeOf<Mood | null>();
    expectTypeOf<Form["texts"]>().toEqualTypeOf<readonly (string | null)[]>();
    expectTypeOf<Form["numbers"]>().toEqualTypeOf<readonly (number | null)[] | null>();
    expectTypeOf<Form["moods"]>().toEqualTypeOf<Readonly<Record<string, Mood>>>();
    expectTypeOf<Form["pair"]["second"]>().toEqualTypeOf<number>();
    expectTypeOf<Form["comment"]["replies"][number]["last"]>().toEqualTypeOf<Form["comment"]["last"]>();
    expectTypeOf<Form["anything"]>().toEqualTypeOf<unknown>();
    expectTypeOf<Form["odd name"]>().toEqualTypeOf<number>();
  });

  it("tell the cases of a polymorphic record apart by their tag", () => {
    const sizeOf = (figure: Form["figure"] | Musubi.TypeScript.Tests.SquareInput): number => (figure.kind === "circle" ? figure.radius : figure.side);
    expect(sizeOf({ kind: "square", side: 3 })).toBe(3);
    expectTypeOf<Form["figures"][number]>().toEqualTypeOf<Form["figure"] | null>();
  });

  it("give streams, async values, uploads and child stores", () => {
    expectTypeOf<Form["feed"]>().toEqualTypeOf<readonly Form["comment"][]>();
    expectTypeOf<Form["work"]>().toEqualTypeOf<AsyncResult<readonly string[]>>();
    expectTypeOf<Form["avatar"]>().toEqualTypeOf<UploadHandle>();
    expectTypeOf<Form["part"]>().toEqualTypeOf<Part>();
    expectTypeOf<Form["maybe_part"]>().toEqualTypeOf<Part | null>();
    expectTypeOf<Form["parts"]>().toEqualTypeOf<readonly Part[]>();
    expectTypeOf<StoreProxy<"Form", Musubi.Stores>["parts"]>().toEqualTypeOf<readonly StoreProxy<"Part", Musubi.Stores>[]>();
    expectTypeOf<StoreProxy<"Form", Musubi.Stores>["maybe_part"]>().toEqualTypeOf<StoreProxy<"Part", Musubi.Stores> | null>();
  });

  it("let a payload leave out what has a default, and nothing else", () => {
    const send: Send = { draft: { title: "x", subtitle: null }, mood: "so-so", figure: { kind: "circle", radius: 1 }, extra: 1, names: [], note: null };
    expectTypeOf<Send["times"]>().toEqualTypeOf<number | undefined>();
    // @ts-expect-error A draft has a title.
    const untitled: Send = { ...send, draft: { subtitle: null } };
    // @ts-expect-error There is no such mood.
    const moody: Send = { ...send, mood: "VeryGood" };
    // @ts-expect-error A square has no radius.
    const round: Send = { ...send, figure: { kind: "square", radius: 1 } };
    expect([untitled, moody, round]).toHaveLength(3);
    expectTypeOf<CommandPayload<"Form", "clear", Musubi.Stores>>().toEqualTypeOf<{}>();
  });

  it("give replies, and the refusal of one who may not", () => {
    expectTypeOf<CommandReply<"Form", "clear", Musubi.Stores>>().toEqualTypeOf<Record<string, never>>();
    expectTypeOf<CommandReply<"Form", "send", Musubi.Stores>>().toEqualTypeOf<
      Musubi.TypeScript.Tests.FormReply | { ok: false; reason: "unauthorized" | "forbidden" }
    >();
  });
});
