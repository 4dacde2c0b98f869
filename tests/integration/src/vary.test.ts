import type { Backend, HeaderList, Lookup } from "@rcache/core/backend";
import { headsIn } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { gate, until } from "./gate.ts";
import { openStage, type Stage } from "./stage.ts";
import { openStore, STORE_KINDS } from "./stores.ts";

const accept = (value: string): { headers: HeaderList } => ({ headers: [["accept", value]] });

/** Asks once a value of Accept, and gives where each answer came from and what it said. */
async function askEach(
  stage: Stage,
  ...values: readonly string[]
): Promise<readonly (readonly [string, string])[]> {
  const seen: (readonly [string, string])[] = [];
  for (const value of values) {
    const { cache, text } = await stage.ask(stage.request("/a", accept(value)));
    seen.push([cache.kind, text]);
  }
  return seen;
}

async function storedAt(backend: Backend): Promise<Lookup> {
  const [head] = await headsIn(backend);
  return head ?? expect.unreachable("nothing is stored");
}

describe.each(STORE_KINDS)("answers that vary, in %s", (kind) => {
  it("G-065 A, B, A, B are two misses and two hits", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer(
      "/a",
      { headers: { Vary: "Accept" }, body: "A" },
      { headers: { Vary: "Accept" }, body: "B" },
    );
    expect(await askEach(stage, "a/a", "b/b", "a/a", "b/b")).toEqual([
      ["miss", "A"],
      ["miss", "B"],
      ["hit", "A"],
      ["hit", "B"],
    ]);
  });

  it("the miss of another variant says so", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer("/a", { headers: { Vary: "Accept" }, body: "A" });
    await askEach(stage, "a/a");
    expect((await stage.ask(stage.request("/a", accept("b/b")))).cache.reason).toBe("vary-miss");
    expect((await stage.ask("/a")).cache.reason).toBe("vary-miss");
  });

  it("other Vary names never bring an old answer back, in this process or in another", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer(
      "/a",
      { body: "plain" },
      { headers: { Vary: "Accept" }, body: "by accept" },
      { headers: { Vary: "Accept-Language" }, body: "by language" },
      { body: "plain again" },
    );
    await askEach(stage, "a/a");
    await stage.ask(stage.request("/a", accept("a/a")), { forceRefresh: true });
    await stage.cache.flush();
    const other = stage.another({ backend: store.backend });
    expect((await stage.ask(stage.request("/a", accept("a/a")), undefined, { cache: other })).text).toBe(
      "by accept",
    );
    await stage.ask(stage.request("/a", accept("a/a")), { forceRefresh: true });
    await stage.cache.flush();
    const fresh = stage.another({ backend: store.backend });
    for (const cache of [stage.cache, other, fresh])
      expect((await stage.ask(stage.request("/a", accept("a/a")), undefined, { cache })).text).toBe(
        "by language",
      );
    await stage.ask(stage.request("/a", accept("a/a")), { forceRefresh: true });
    await stage.cache.flush();
    for (const cache of [stage.cache, other, fresh])
      expect((await stage.ask(stage.request("/a", accept("b/b")), undefined, { cache })).text).toBe(
        "plain again",
      );
    expect(await stage.cache.count()).toBe(1);
  });

  it("F36 of very many variants only the newest are kept", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer("/a", { headers: { Vary: "Accept" }, body: "A" });
    for (let i = 0; i < 80; i += 1) {
      await askEach(stage, `a/${i}`);
      await stage.cache.flush();
      stage.clock.advance(1);
    }
    expect(await stage.cache.count()).toBe(64);
    expect((await askEach(stage, "a/79", "a/0")).map(([kind]) => kind)).toEqual(["hit", "miss"]);
  }, 60_000);
});

describe("answers that vary", () => {
  it("the expected variant is asked for first, and one look is enough for a hit", async () => {
    using store = openStore("memory");
    const finds: (string | undefined)[] = [];
    const find: Backend["find"] = (at, prefer) => {
      finds.push(prefer);
      return store.backend.find(at, prefer);
    };
    await using stage = await openStage({ backend: { ...store.backend, find } });
    stage.origin.answer(
      "/a",
      { headers: { Vary: "Accept" }, body: "A" },
      { headers: { Vary: "Accept" }, body: "B" },
    );
    await askEach(stage, "a/a", "b/b");
    finds.length = 0;
    await askEach(stage, "a/a");
    await askEach(stage, "b/b");
    expect(finds).toHaveLength(2);
    expect(new Set(finds).size).toBe(2);
    expect(finds).not.toContain(undefined);
    expect(finds).not.toContain("-");
  });

  it("where the expected variant is stale, a second look finds the fresh one that another cache has stored beside it", async () => {
    using store = openStore("memory");
    const finds: (string | undefined)[] = [];
    const find: Backend["find"] = (at, prefer) => {
      finds.push(prefer);
      return store.backend.find(at, prefer);
    };
    await using stage = await openStage({ backend: { ...store.backend, find }, expireAfter: 60 });
    const other = stage.another({ backend: store.backend, expireAfter: 60 });
    stage.origin.answer(
      "/a",
      { headers: { Vary: "Accept", ETag: '"old"' }, body: "old" },
      { headers: { Vary: "X-Other" }, body: "new" },
      { body: "asked for nothing" },
    );
    await askEach(stage, "a/a");
    await stage.cache.flush();
    const at = await storedAt(store.backend);
    const [old] = (await store.backend.find(at)).records;
    const [head] = await headsIn(store.backend);
    if (old === undefined || head === undefined) expect.unreachable("nothing is stored");
    stage.clock.advance(61_000);
    await stage.ask(stage.request("/a", accept("b/b")), undefined, { cache: other });
    await other.flush();
    // A process whose store comes late puts the variant of before beside it.
    await store.backend.put({ head, value: old.value });
    expect((await store.backend.find(at, "none")).records).toHaveLength(2);
    finds.length = 0;
    expect(await askEach(stage, "a/a")).toEqual([["hit", "new"]]);
    expect(finds).toEqual([expect.any(String), undefined]);
    expect(stage.asked("/a")).toBe(2);
  });

  it("G-079, V13 the validator of one variant is not sent for another", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/a", { headers: { Vary: "Accept", ETag: '"a"' }, body: "A" });
    await askEach(stage, "a/a");
    stage.clock.advance(61_000);
    await askEach(stage, "b/b");
    expect(stage.origin.requests.at(-1)?.headers["if-none-match"]).toBeUndefined();
  });

  it.each(["*", "Accept, *", " *,"])("G-070, G-080, F35 Vary: %s is never kept", async (vary) => {
    await using stage = await openStage();
    stage.origin.answer("/a", { headers: { Vary: vary }, body: "A" });
    expect((await stage.ask("/a")).cache).toMatchObject({ store: "vary-star" });
    expect((await stage.ask("/a")).cache.kind).toBe("miss");
  });

  it("G-074 the order of cookies does not matter, their values do", async () => {
    await using stage = await openStage({ partitionBy: "nothing" });
    stage.origin.answer("/a", { headers: { Vary: "Cookie" }, body: "A" });
    const kinds: string[] = [];
    for (const cookie of ["a=1; b=2", "b=2; a=1", "a=1"])
      kinds.push((await stage.ask(stage.request("/a", { headers: [["cookie", cookie]] }))).cache.kind);
    expect(kinds).toEqual(["miss", "hit", "miss"]);
  });

  it("V12 with onlyIfCached, another variant is a 504 and nothing is sent", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { headers: { Vary: "Accept" }, body: "A" });
    await askEach(stage, "a/a");
    const { status, cache } = await stage.ask(stage.request("/a", accept("b/b")), { onlyIfCached: true });
    expect([status, cache.kind, cache.reason, stage.asked("/a")]).toEqual([
      504,
      "refused",
      "vary-mismatch",
      1,
    ]);
  });

  it("a follower of another variant does not get the leader's answer", async () => {
    await using stage = await openStage();
    const hold = gate();
    const vary = { Vary: "Accept" };
    stage.origin.answer(
      "/a",
      { headers: vary, hold: hold.opened, body: "AA" },
      { headers: vary, body: "BB" },
    );
    const first = stage.ask(stage.request("/a", accept("a/a")));
    await until(() => stage.asked("/a") === 1, "the leader asks");
    const second = stage.ask(stage.request("/a", accept("b/b")));
    const third = stage.ask(stage.request("/a", accept("a/a")));
    hold.open();
    expect([(await first).text, (await second).text, (await third).text]).toEqual(["AA", "BB", "AA"]);
    expect(stage.asked("/a")).toBe(2);
  });
});
