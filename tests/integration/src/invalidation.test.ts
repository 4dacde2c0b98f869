import { memoryBackend } from "@rcache/backend-memory";
import { sqliteBackend } from "@rcache/backend-sqlite";
import type { Backend } from "@rcache/core/backend";
import { scriptedOrigin } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { settled, until } from "./gate.ts";
import { heldSend } from "./held-send.ts";
import { openStage, type Stage } from "./stage.ts";
import { openStore, STORE_KINDS, sqlitePath } from "./stores.ts";

/** Whether a GET of the path is answered from the cache. */
async function isKept(stage: Stage, path: string): Promise<boolean> {
  return (await stage.ask(path, { onlyIfCached: true })).status !== 504;
}

describe.each(STORE_KINDS)("an unsafe request, in %s", (kind) => {
  it.each([
    ["POST", 200],
    ["PUT", 204],
    ["DELETE", 202],
    ["PATCH", 302],
    ["M-SEARCH", 200],
  ])(
    "rule 142 %s answered with %i makes what is stored unusable, every variant and method of it",
    async (method, status) => {
      using store = openStore(kind);
      await using stage = await openStage({ backend: store.backend });
      stage.origin.answer("/a", { headers: { Vary: "Accept" }, body: "1" });
      stage.origin.answer("/other", { body: "1" });
      for (const accept of ["a/a", "b/b"])
        await stage.ask(stage.request("/a", { headers: [["accept", accept]] }));
      await stage.ask(stage.request("/a", { method: "HEAD" }));
      await stage.ask("/other");
      stage.origin.answer("/a", { status });
      const { cache } = await stage.ask(stage.request("/a", { method, redirect: "manual" }));
      expect(cache).toMatchObject({ kind: "bypass", reason: "method" });
      await stage.cache.flush();
      expect([await stage.cache.count(), await isKept(stage, "/other")]).toEqual([1, true]);
      expect(stage.eventsOf("invalidated")).toMatchObject([{ target: stage.request("/a").url, count: 3 }]);
    },
  );

  it("rule 147, F42 an answer that was asked for before it is not stored after it", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer("/a", { body: "old" }, { status: 204 }, { body: "new" });
    const { send, release, asked } = heldSend(stage);
    const early = stage.ask("/a", undefined, { send });
    await asked();
    await stage.ask(stage.request("/a", { method: "PUT" }));
    const after = stage.ask("/a");
    expect((await after).text).toBe("new");
    release();
    expect((await early).text).toBe("old");
    await stage.cache.flush();
    expect((await stage.ask("/a")).text).toBe("new");
    expect(stage.eventsOf("store-abandoned")).toMatchObject([{ write: "overtaken" }]);
  });

  it("rule 147 nor is one that a background refresh asked for", async () => {
    using store = openStore(kind);
    await using stage = await openStage({
      backend: store.backend,
      expireAfter: 60,
      staleWhileRevalidate: true,
    });
    stage.origin.answer(
      "/a",
      { headers: { ETag: '"1"' }, body: "old" },
      { status: 304 },
      { status: 204 },
      { body: "new" },
    );
    await stage.ask("/a");
    await stage.cache.flush();
    stage.clock.advance(61_000);
    const { send, release, asked } = heldSend(stage);
    await stage.ask("/a", undefined, { send });
    await asked();
    await until(() => stage.asked("/a") === 2, "the refresh is asked");
    await stage.ask(stage.request("/a", { method: "PUT" }));
    release();
    await stage.told("refreshed");
    await stage.cache.flush();
    expect((await stage.ask("/a")).text).toBe("new");
  });

  it("clear() counts as one for everything", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer("/a", { body: "old" }, { body: "new" });
    const { send, release, asked } = heldSend(stage);
    const early = stage.ask("/a", undefined, { send });
    await asked();
    const clearing = stage.cache.clear();
    release();
    await early;
    await clearing;
    await stage.cache.flush();
    expect(await stage.cache.count()).toBe(0);
  });
});

describe("an unsafe request", () => {
  it.each([400, 404, 500, 503])("rule 143, F41 answered with %i changes nothing", async (status) => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" }, { status });
    await stage.ask("/a");
    await stage.ask(stage.request("/a", { method: "POST" }));
    expect(await isKept(stage, "/a")).toBe(true);
  });

  it("rule 143 that fails changes nothing", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" }, { fault: "reset" });
    await stage.ask("/a");
    await expect(stage.ask(stage.request("/a", { method: "POST" }))).rejects.toThrow();
    expect(await isKept(stage, "/a")).toBe(true);
  });

  it("rule 146 is neither answered from the cache nor joined with others", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    await Promise.all([0, 1, 2].map(() => stage.ask(stage.request("/a", { method: "POST" }))));
    expect(stage.asked("/a")).toBe(3);
  });

  it.each(["Location", "Content-Location"])(
    "rules 144, 145, F40 %s names more to invalidate, of the same origin only",
    async (field) => {
      await using stage = await openStage();
      await using other = await scriptedOrigin();
      for (const origin of [stage.origin, other]) origin.answer("/b", { body: "1" });
      stage.origin.answer(
        "/a",
        { headers: { [field]: "/b" } },
        { headers: { [field]: `${other.url}/b` } },
        { headers: { [field]: "http://[" } },
      );
      const elsewhere = { method: "GET", url: `${other.url}/b`, headers: [] };
      await stage.ask("/b");
      await stage.ask(elsewhere);
      for (let i = 0; i < 3; i += 1)
        await stage.ask(stage.request("/a", { method: "POST", redirect: "manual" }));
      expect(await isKept(stage, "/b")).toBe(false);
      expect((await stage.ask(elsewhere)).cache.kind).toBe("hit");
    },
  );

  it("a request that joins after it does not get what was asked for before", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "old" }, { status: 204 }, { body: "new" });
    const { send, release, asked } = heldSend(stage);
    const early = [stage.ask("/a", undefined, { send }), stage.ask("/a", undefined, { send })];
    await asked();
    await stage.ask(stage.request("/a", { method: "PUT" }));
    const late = stage.ask("/a");
    await settled();
    release();
    expect((await Promise.all(early)).map(({ text }) => text)).toEqual(["old", "old"]);
    expect((await late).text).toBe("new");
  });
});

describe("a backend that gives no epoch", () => {
  it("rule 147 F42 an answer that was asked for before is still not stored after, within one process", async () => {
    const memory = memoryBackend();
    const find: Backend["find"] = async (at, prefer) => {
      const { records, complete } = await memory.find(at, prefer);
      return { records, complete };
    };
    await using stage = await openStage({ backend: { ...memory, find } });
    stage.origin.answer("/a", { body: "old" }, { status: 204 }, { body: "new" });
    const { send, release, asked } = heldSend(stage);
    const early = stage.ask("/a", undefined, { send });
    await asked();
    await stage.ask(stage.request("/a", { method: "PUT" }));
    release();
    await early;
    await stage.cache.flush();
    expect((await stage.ask("/a")).text).toBe("new");
    expect(stage.eventsOf("store-abandoned")).toMatchObject([{ write: "overtaken" }]);
  });
});

describe("two caches over one file", () => {
  it("rule 147 an answer asked for by one is not stored after the other has invalidated it", async () => {
    using place = sqlitePath();
    const open = (): Backend => sqliteBackend({ path: place.path });
    await using stage = await openStage({ backend: open, expireAfter: 60 });
    const other = stage.another({ backend: open });
    stage.origin.answer("/a", { body: "old" }, { status: 204 }, { body: "new" });
    await other.ready();
    const { send, release, asked } = heldSend(stage);
    const early = stage.ask("/a", undefined, { send });
    await asked();
    await stage.ask(stage.request("/a", { method: "PUT" }), undefined, { cache: other });
    release();
    expect((await early).text).toBe("old");
    await stage.cache.flush();
    expect(stage.eventsOf("store-abandoned")).toMatchObject([{ write: "overtaken" }]);
    expect((await stage.ask("/a")).text).toBe("new");
  });

  it("rule 147 nor is one that replaces an expired answer, nor one of 304", async () => {
    using place = sqlitePath();
    const open = (): Backend => sqliteBackend({ path: place.path });
    await using stage = await openStage({ backend: open, expireAfter: 60 });
    const other = stage.another({ backend: open });
    const put = { status: 204 };
    stage.origin.answer("/200", { body: "1" }, { body: "old" }, put, { body: "new" });
    stage.origin.answer("/304", { headers: { ETag: '"1"' }, body: "old" }, { status: 304 }, put, {
      body: "new",
    });
    for (const path of ["/200", "/304"]) {
      await stage.ask(path);
      await stage.cache.flush();
      stage.clock.advance(61_000);
      const { send, release, asked } = heldSend(stage);
      const early = stage.ask(path, undefined, { send });
      await asked();
      await stage.ask(stage.request(path, { method: "PUT" }), undefined, { cache: other });
      release();
      expect((await early).text).toBe("old");
      await stage.cache.flush();
      expect((await stage.ask(path)).text).toBe("new");
    }
  });
});
