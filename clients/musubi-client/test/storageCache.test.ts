import { describe, expect, it } from "vitest";
import { createStorageCachePersister } from "../src/index.js";
import { cart, Page } from "./cartPage.js";
import { run, useFakeTime } from "./fakeTime.js";

useFakeTime();

describe("a cache in a storage", () => {
  const storageOf = (room: number): Storage => {
    const entries = new Map<string, string>();
    return {
      getItem: (key: string) => entries.get(key) ?? null,
      setItem: (key: string, value: string) => {
        const taken = [...entries].reduce((sum, [other, text]) => sum + (other === key ? 0 : text.length), 0);
        if (taken + value.length > room) {
          throw new Error("QuotaExceededError");
        }

        entries.set(key, value);
      },
      removeItem: (key: string) => void entries.delete(key),
      key: (index: number) => [...entries.keys()][index] ?? null,
      get length() {
        return entries.size;
      },
    } as Storage;
  };
  const entry = (updatedAt: number): { data: string; updatedAt: number; buster: string } => ({ data: "x".repeat(100), updatedAt, buster: "" });

  it("that is full lets the oldest go", async () => {
    const storage = storageOf(500);
    const persister = createStorageCachePersister(storage);
    for (let i = 1; i <= 10; i += 1) {
      await persister.setEntry(`key-${i}`, entry(i));
    }

    expect(await persister.getEntry("key-10")).toEqual(entry(10));
    expect(await persister.getEntry("key-1")).toBeUndefined();
  });

  it("keeps the newest 100", async () => {
    const storage = storageOf(1_000_000);
    storage.setItem("another's", "stays");
    const persister = createStorageCachePersister(storage);
    for (let i = 1; i <= 150; i += 1) {
      await persister.setEntry(`key-${i}`, entry(i));
    }

    expect(storage.length).toBe(101);
    expect(await persister.getEntry("key-51")).toEqual(entry(51));
  });

  it("forgets a root with all its params", async () => {
    const { server, connection } = await new Page().mount();
    const storage = storageOf(100_000);
    const persister = createStorageCachePersister(storage);
    const mounting = connection.mountStore({ module: "Cart", id: "2", params: { page: 1 }, cache: { persister, buster: "1" } });
    await run();
    server.mount(cart, "musubi:connection:Cart:2");
    await mounting;
    await run(1_000);
    expect(storage.length).toBe(1);
    await connection.clearStoreCache({ module: "Cart", id: "2" });
    expect(storage.length).toBe(0);
  });
});
