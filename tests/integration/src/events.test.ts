import { memoryBackend } from "@rcache/backend-memory";
import type { CacheEvent } from "@rcache/core";
import type { Backend } from "@rcache/core/backend";
import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";
import { wholeSend } from "./whole-send.ts";

const exchangeOf = (event: CacheEvent): string => ("exchange" in event ? event.exchange : "");

describe("events", () => {
  it.each([
    ["synchronous", false],
    ["asynchronous", true],
  ])("of one exchange come in order, served first, with a %s store too", async (_how, isAsync) => {
    const memory = memoryBackend();
    const put: Backend["put"] = async (record, seen) => memory.put(record, seen);
    await using stage = await openStage({ backend: isAsync ? { ...memory, put } : memory });
    stage.origin.answer("/a", { body: "1" });
    for (const send of [undefined, wholeSend]) {
      stage.events.length = 0;
      await stage.ask("/a", { forceRefresh: true }, send === undefined ? {} : { send });
      await stage.cache.flush();
      expect(stage.events.map(({ kind }) => kind)).toEqual(["served", "stored"]);
      expect(new Set(stage.events.map(exchangeOf)).size).toBe(1);
      expect(stage.events[1]).toMatchObject({
        key: `GET ${stage.origin.url}/a`,
        write: "stored",
        url: `${stage.origin.url}/a`,
      });
    }
  });

  it("each exchange has a name of its own, which the outcome has too", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    const names = [];
    for (let i = 0; i < 3; i += 1) names.push((await stage.ask("/a")).cache.exchange);
    expect(new Set(names).size).toBe(3);
    expect(stage.eventsOf("served").map(exchangeOf)).toEqual(names);
  });

  it("a background refresh is told under the exchange that began it", async () => {
    await using stage = await openStage({ expireAfter: 60, staleWhileRevalidate: true });
    stage.origin.answer("/a", { body: "1" }, { body: "2" });
    await stage.ask("/a");
    stage.clock.advance(61_000);
    const { cache } = await stage.ask("/a");
    await stage.told("refreshed");
    expect(stage.eventsOf("refreshed").map(exchangeOf)).toEqual([cache.exchange]);
    expect(
      stage.events.findIndex((event) => event.kind === "served" && event.exchange === cache.exchange),
    ).toBeLessThan(stage.events.findIndex(({ kind }) => kind === "refreshed"));
  });

  it.each([
    ["a hit", "/a", {}, "hit"],
    ["a 504", "/none", { onlyIfCached: true }, "refused"],
    ["a bypass", "/a", { disabled: true }, "bypass"],
  ] as const)("%s is told as served and nothing else", async (_what, path, options, kind) => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a");
    await stage.cache.flush();
    stage.events.length = 0;
    await stage.ask(path, options);
    expect(stage.events).toMatchObject([{ kind: "served", outcome: { kind } }]);
  });

  it("whatever policy kept is told as stored or abandoned, once", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    for (const [options, write] of [
      [{}, "stored"],
      [{ readOnly: true }, "read-only"],
      [{ maxBodyBytes: 0 }, "too-large"],
    ] as const) {
      for (const send of [undefined, wholeSend]) {
        stage.events.length = 0;
        await stage.ask("/a", { ...options, forceRefresh: true }, send === undefined ? {} : { send });
        await stage.cache.flush();
        expect(stage.events.slice(1)).toMatchObject([
          { kind: write === "stored" ? "stored" : "store-abandoned", write },
        ]);
      }
    }
  });

  it("a listener stops when it is told to, by its function or its signal", async () => {
    await using stage = await openStage();
    const heard: string[] = [];
    const stopping = new AbortController();
    const off = stage.cache.on("served", () => heard.push("first"));
    stage.cache.on("served", () => heard.push("second"), { signal: stopping.signal });
    stage.cache.with({ expireAfter: 1 }).on("served", ({ outcome }) => heard.push(outcome.kind));
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a");
    off();
    stopping.abort();
    await stage.ask("/a");
    expect(heard).toEqual(["first", "second", "miss", "hit"]);
  });

  it("an outcome survives JSON", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a");
    const { cache } = await stage.ask("/a");
    expect(JSON.parse(JSON.stringify(cache))).toMatchObject({
      kind: "hit",
      reason: "fresh",
      fromCache: true,
      key: cache.key,
    });
  });

  it("hits and misses are counted", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "123" });
    for (let i = 0; i < 3; i += 1) await stage.ask("/a");
    expect(await stage.cache.stats()).toEqual({ entries: 1, bytes: 3, hits: 2, misses: 1 });
  });
});
