import { memoryBackend } from "@rcache/backend-memory";
import type { Send } from "@rcache/core";
import type { Backend } from "@rcache/core/backend";
import { describe, expect, it } from "vitest";
import { gate, settled } from "./gate.ts";
import { openStage } from "./stage.ts";
import { openStore } from "./stores.ts";

const COLD_URLS = 5_000;
const MIB = 1_048_576;

/** An origin that needs no turn of the event loop to answer. */
const atOnce: Send = async ({ url }) => ({
  status: 200,
  url,
  headers: [],
  body: new TextEncoder().encode(url),
  coding: "wire",
});

describe("very many requests at once", () => {
  it("are all kept by a file of SQLite", async () => {
    using store = openStore("sqlite");
    await using stage = await openStage({ backend: store.backend });
    const paths = Array.from({ length: COLD_URLS }, (_, i) => `/${i}`);
    const all = (): Promise<readonly string[]> =>
      Promise.all(paths.map(async (path) => (await stage.ask(path, undefined, { send: atOnce })).cache.kind));
    expect(new Set(await all())).toEqual(new Set(["miss"]));
    await stage.cache.flush();
    expect(stage.eventsOf("backend-failed")).toEqual([]);
    expect(new Set(await all())).toEqual(new Set(["hit"]));
  });

  it("are all kept by a backend that takes one after the other, although they stand in line beyond the deadline", async () => {
    const inner = memoryBackend();
    let line: Promise<unknown> = Promise.resolve();
    const oneByOne: Backend = {
      ...inner,
      put(...record) {
        const stored = line.then(() => settled(1)).then(() => inner.put(...record));
        line = stored;
        return stored;
      },
    };
    await using stage = await openStage({ backend: oneByOne, backendDeadlineMs: 1, autoClose: true });
    await Promise.all(
      Array.from({ length: 1_000 }, (_, i) => stage.ask(`/${i}`, undefined, { send: atOnce })),
    );
    await stage.cache.flush();
    expect([stage.eventsOf("backend-failed"), await stage.cache.count()]).toEqual([[], 1_000]);
  });

  it("fill no memory without end: what a backend cannot keep up with passes unkept, and is told", async () => {
    const { opened, open } = gate();
    const inner = memoryBackend({ maxBytes: 200 * MIB });
    const slow: Backend = { ...inner, put: (...record) => opened.then(() => inner.put(...record)) };
    await using stage = await openStage({ backend: slow, inlineBytes: 2 * MIB, autoClose: true });
    const large: Send = async ({ url }) => ({
      ...{ status: 200, url, headers: [], coding: "wire" },
      body: new Uint8Array(MIB),
    });
    for (let i = 0; i < 70; i += 1) await stage.ask(`/${i}`, undefined, { send: large });
    open();
    await stage.cache.flush();
    const refused = stage.eventsOf("backend-failed");
    expect(refused.map(({ error }) => error.code)).toEqual(
      Array(refused.length).fill("RCACHE_BACKEND_OVERLOADED"),
    );
    expect(refused.length).toBeGreaterThan(0);
    expect(await stage.cache.count()).toBe(70 - refused.length);
    expect((await stage.ask("/69", undefined, { send: large })).cache.write).toBe("pending");
  });
});
