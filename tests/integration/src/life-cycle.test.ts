import { memoryBackend } from "@rcache/backend-memory";
import { sqliteBackend } from "@rcache/backend-sqlite";
import { createHttpCache, frameSerializer, RcacheError } from "@rcache/core";
import { type Backend, documentSerializer } from "@rcache/core/backend";
import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";
import { sqlitePath } from "./stores.ts";

/** Says what was called, in order. */
function observed(): { backend: Backend; calls: string[] } {
  const calls: string[] = [];
  const memory = memoryBackend();
  const backend: Backend = {
    ...memory,
    open: (host) => {
      calls.push("open");
      return memory.open(host);
    },
    close: () => {
      calls.push("close");
      return memory.close();
    },
    flush: () => {
      calls.push("flush");
      return memory.flush();
    },
  };
  return { backend, calls };
}

describe("mistakes of set-up", () => {
  it.each<[string, object, string]>([
    ["no backend", {}, "RCACHE_INVALID_OPTION"],
    ["a backend that is none", { backend: { name: "x" } }, "RCACHE_INVALID_BACKEND"],
    ["an unknown option", { backend: memoryBackend(), expire: 1 }, "RCACHE_UNKNOWN_OPTION"],
    ["a wrong value", { backend: memoryBackend(), flightWaitMs: "1s" }, "RCACHE_INVALID_OPTION"],
    [
      "a wrong breaker",
      { backend: memoryBackend(), circuitBreaker: { failures: 0, pauseMs: 1 } },
      "RCACHE_INVALID_OPTION",
    ],
    ["a bad pattern", { backend: memoryBackend(), rules: [{ url: 7 }] }, "RCACHE_INVALID_PATTERN"],
    [
      "a serializer of the wrong form",
      { backend: sqliteBackend(), serializer: documentSerializer },
      "RCACHE_SERIALIZER_MISMATCH",
    ],
  ])("%s throws where the cache is made", (_what, options, code) => {
    // The cast: what a program without types may pass.
    expect(() => createHttpCache(options as never)).toThrow(RcacheError);
    expect(() => createHttpCache(options as never)).toThrow(expect.objectContaining({ code }));
  });

  it("a backend that cannot be made rejects requests and ready(), each time, with its own error", async () => {
    const missing = new RcacheError("RCACHE_PACKAGE_MISSING", "not installed", { remedy: "npm install it" });
    for (const backend of [
      () => Promise.reject(missing),
      () => {
        throw missing;
      },
    ]) {
      await using stage = await openStage({ backend });
      for (let i = 0; i < 2; i += 1) await expect(stage.ask("/a")).rejects.toBe(missing);
      await expect(stage.cache.ready()).rejects.toBe(missing);
      expect([stage.origin.requests, stage.eventsOf("backend-failed")]).toEqual([[], []]);
    }
  });

  it("so does one that turns out to be none, or whose serializer does not fit", async () => {
    // The cast: what a program without types may return.
    await using none = await openStage({ backend: () => ({ name: "none" }) as never });
    await expect(none.ask("/a")).rejects.toMatchObject({ code: "RCACHE_INVALID_BACKEND" });
    using place = sqlitePath();
    await using stage = await openStage({
      backend: () => sqliteBackend({ path: place.path }),
      serializer: documentSerializer,
    });
    await expect(stage.ask("/a")).rejects.toMatchObject({ code: "RCACHE_SERIALIZER_MISMATCH" });
  });

  it("a file that is something else makes ready() reject, while requests pass", async () => {
    using place = sqlitePath();
    const { writeFileSync, readFileSync } = await import("node:fs");
    writeFileSync(place.path, "this is no database, and somebody needs it".repeat(100));
    const before = readFileSync(place.path);
    await using stage = await openStage({ backend: () => sqliteBackend({ path: place.path }) });
    stage.origin.answer("/a", { body: "1" });
    await expect(stage.cache.ready()).rejects.toMatchObject({ code: "RCACHE_FOREIGN_STORE" });
    expect((await stage.ask("/a")).text).toBe("1");
    expect(stage.eventsOf("backend-failed")).toHaveLength(1);
    expect(readFileSync(place.path).equals(before)).toBe(true);
  });
});

describe("opening and closing", () => {
  it("nothing is opened before it is needed, and then once", async () => {
    const { backend, calls } = observed();
    let made = 0;
    await using stage = await openStage({
      backend: async () => {
        made += 1;
        return backend;
      },
    });
    await stage.cache.flush();
    expect([made, calls]).toEqual([0, []]);
    stage.origin.answer("/a", { body: "1" });
    await Promise.all([0, 1, 2].map((i) => stage.ask(`/a?${i}`)));
    expect([made, calls]).toEqual([1, ["open"]]);
  });

  it("one backend under two caches is opened once", async () => {
    const { backend, calls } = observed();
    await using stage = await openStage({ backend });
    const other = stage.another({ backend });
    stage.origin.answer("/a", { body: "1" });
    await Promise.all([stage.ask("/a"), stage.ask("/a?1", undefined, { cache: other })]);
    await stage.cache.copyFrom(backend);
    expect(calls.filter((call) => call === "open")).toHaveLength(1);
  });

  it("an open that failed is tried again", async () => {
    const memory = memoryBackend();
    let opens = 0;
    const open: Backend["open"] = (host) => {
      opens += 1;
      if (opens === 1) throw new Error("not yet");
      return memory.open(host);
    };
    await using stage = await openStage({ backend: { ...memory, open } });
    stage.origin.answer("/a", { body: "1" });
    for (const kind of ["miss", "miss", "hit"]) {
      expect((await stage.ask("/a")).cache.kind).toBe(kind);
      await stage.cache.flush();
    }
    expect(opens).toBe(2);
  });

  it("close() flushes and closes what the cache has made; requests pass after, and calls of the user's reject", async () => {
    const { backend, calls } = observed();
    await using stage = await openStage({ backend: () => backend });
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a");
    await stage.cache.close();
    await stage.cache.close();
    expect(calls).toEqual(["open", "flush", "close"]);
    const { cache, text } = await stage.ask("/a");
    expect([cache.kind, cache.reason, text]).toEqual(["bypass", "closed", "1"]);
    await stage.ask(stage.request("/a", { method: "POST" }));
    for (const call of [
      () => stage.cache.get(stage.request("/a")),
      () => stage.cache.contains(stage.request("/a")),
      () => stage.cache.count(),
      () => stage.cache.clear(),
      () => stage.cache.ready(),
    ])
      await expect(call()).rejects.toMatchObject({ code: "RCACHE_CLOSED" });
    expect(stage.eventsOf("backend-failed")).toEqual([]);
  });

  it("autoClose decides otherwise, and a cache of with() closes nothing", async () => {
    const own = observed();
    await using stage = await openStage({ backend: own.backend, autoClose: true });
    await stage.cache.ready();
    await stage.cache.with({ expireAfter: 1 }).close();
    expect(own.calls).not.toContain("close");
    await stage.cache.close();
    expect(own.calls).toContain("close");
    const given = observed();
    await using other = await openStage({ backend: () => given.backend, autoClose: false });
    await other.cache.ready();
    await other.cache.close();
    expect(given.calls).not.toContain("close");
  });

  it("`await using` closes", async () => {
    const { backend, calls } = observed();
    {
      await using cache = createHttpCache({ backend: () => backend });
      await cache.ready();
    }
    expect(calls).toEqual(["open", "flush", "close"]);
  });

  it("the default serializer is the frame, and the user's own is used where it fits", async () => {
    using place = sqlitePath();
    const ids: string[] = [];
    const own = {
      ...frameSerializer,
      id: "mine",
      encode: (...args: Parameters<typeof frameSerializer.encode>) => {
        ids.push("mine");
        return frameSerializer.encode(...args);
      },
    };
    await using stage = await openStage({
      backend: () => sqliteBackend({ path: place.path }),
      serializer: own,
    });
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a");
    await stage.cache.flush();
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
    expect(ids).toEqual(["mine"]);
  });
});
