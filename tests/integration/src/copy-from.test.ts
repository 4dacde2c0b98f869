import { memoryBackend } from "@rcache/backend-memory";
import type { Backend } from "@rcache/core/backend";
import { faultyBackend } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { openStage, type Stage } from "./stage.ts";
import { openStore, STORE_KINDS } from "./stores.ts";

const LARGE = "0123456789".repeat(30_000);
const PAIRS = STORE_KINDS.flatMap((from) => STORE_KINDS.map((to) => [from, to] as const));

/** Stores a small answer, one with variants, an expired one, and a large one. */
async function fill(stage: Stage): Promise<void> {
  stage.origin.answer("/small", { headers: { ETag: '"1"', "X-A": ["1", "2"] }, body: "small" });
  stage.origin.answer(
    "/vary",
    { headers: { Vary: "Accept" }, body: "A" },
    { headers: { Vary: "Accept" }, body: "B" },
  );
  stage.origin.answer("/expired", { body: "expired" });
  stage.origin.answer("/large", { body: LARGE });
  await stage.ask("/expired", { expireAfter: 1 });
  stage.clock.advance(2_000);
  await stage.ask("/small", { expireAfter: 60, tags: ["t"] });
  for (const accept of ["a/a", "b/b"])
    await stage.ask(stage.request("/vary", { headers: [["accept", accept]] }));
  await stage.ask("/large");
  await stage.cache.flush();
}

describe("update", () => {
  it.each(PAIRS)("CAC-14, G-215 copies everything from %s to %s, large bodies too", async (from, to) => {
    using source = openStore(from);
    using target = openStore(to);
    // A store without bodies holds a large one in its record, where it may.
    await using stage = await openStage({
      backend: source.backend,
      ...(from === "key-value" ? { inlineBytes: 1_000_000 } : {}),
    });
    await fill(stage);
    const copy = stage.another({ backend: target.backend });
    expect(await copy.copyFrom(stage.cache)).toBe(5);
    expect(await copy.size()).toBe(await stage.cache.size());
    await copy.flush();
    const over = { cache: copy };
    const small = await stage.ask("/small", undefined, over);
    const [before, after] = [
      await stage.cache.get(stage.request("/small")),
      await copy.get(stage.request("/small")),
    ];
    expect(small.cache).toMatchObject({
      kind: "hit",
      createdAt: before?.createdAt,
      expires: before?.expires,
    });
    expect([after?.headers, after?.tags]).toEqual([before?.headers, ["t"]]);
    const texts = [small.text, (await stage.ask("/large", undefined, over)).text];
    for (const accept of ["a/a", "b/b"])
      texts.push(
        (await stage.ask(stage.request("/vary", { headers: [["accept", accept]] }), undefined, over)).text,
      );
    expect(texts).toEqual(["small", LARGE, "A", "B"]);
    expect(await copy.count({ expired: true })).toBe(1);
    expect(stage.origin.requests).toHaveLength(5);
  });

  it("takes a backend too, open or not, and leaves what the source holds", async () => {
    using source = openStore("sqlite");
    await using stage = await openStage({ backend: source.backend });
    await fill(stage);
    const copy = stage.another({ backend: memoryBackend() });
    expect(await copy.copyFrom(source.backend)).toBe(5);
    expect(await copy.copyFrom(source.backend)).toBe(5);
    expect([await copy.count(), await stage.cache.count()]).toEqual([5, 5]);
    expect((await stage.ask("/large")).text).toBe(LARGE);
  });

  it("leaves out a large body that was damaged, and copies the rest", async () => {
    using source = openStore("sqlite");
    const backend = faultyBackend(source.backend, [{ operation: "bodies", nth: 2, fault: "flip" }]);
    await using stage = await openStage({ backend });
    await fill(stage);
    const copy = stage.another({ backend: memoryBackend() });
    expect(await copy.copyFrom(stage.cache)).toBe(4);
    expect(await copy.get(stage.request("/large"))).toBeUndefined();
  });

  it("does not bring an older answer back over an invalidation that happens after it", async () => {
    using source = openStore("memory");
    await using stage = await openStage({ backend: source.backend });
    await fill(stage);
    const copy = stage.another({ backend: memoryBackend() });
    await copy.copyFrom(stage.cache);
    await stage.ask(stage.request("/small", { method: "POST" }), undefined, { cache: copy });
    expect(await copy.get(stage.request("/small"))).toBeUndefined();
  });
});

describe("a backend that lacks an ability", () => {
  const plain = (): Backend => {
    const { scan, removeWhere, stats, lease, bodies, ...rest } = memoryBackend();
    expect([scan, removeWhere, stats, lease, bodies]).not.toContain(undefined);
    return rest;
  };

  it("makes the calls that need it reject with RCACHE_UNSUPPORTED and a remedy", async () => {
    await using stage = await openStage({ backend: plain() });
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a");
    const { cache } = stage;
    const calls: readonly (() => Promise<unknown>)[] = [
      () => cache.delete({ expired: true }),
      () => cache.deleteExpired(),
      () => cache.count(),
      () => cache.size(),
      () => cache.stats(),
      () => cache.resetExpiration(1),
      () => cache.recreateKeys(),
      () => stage.another({ backend: memoryBackend() }).copyFrom(cache),
      async () => {
        for await (const url of cache.urls()) expect(url).toBe("never");
      },
    ];
    for (const call of calls)
      await expect(call()).rejects.toMatchObject({
        code: "RCACHE_UNSUPPORTED",
        remedy: expect.stringContaining("backend"),
      });
  });

  it("still answers, contains, clears and invalidates", async () => {
    await using stage = await openStage({ backend: plain(), singleFlight: "across-processes" });
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a");
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
    expect(await stage.cache.contains(stage.request("/a"))).toBe(true);
    await stage.cache.clear();
    expect(await stage.cache.contains(stage.request("/a"))).toBe(false);
  });

  it("of removing by condition does it one by one, and of counting by scanning", async () => {
    const { removeWhere, stats, ...rest } = memoryBackend();
    expect([removeWhere, stats]).not.toContain(undefined);
    await using stage = await openStage({ backend: rest, expireAfter: 1 });
    stage.origin.answer("/a", { body: "123" });
    await stage.ask("/a");
    expect(await stage.cache.stats()).toMatchObject({ entries: 1, bytes: 3 });
    stage.clock.advance(2_000);
    expect(await stage.cache.deleteExpired()).toBe(1);
  });
});

describe("calls of the user's own", () => {
  it.each<[string, keyof Backend, (stage: Stage) => Promise<unknown>]>([
    ["get", "find", (stage) => stage.cache.get(stage.request("/a"))],
    ["contains", "find", (stage) => stage.cache.contains(stage.request("/a"))],
    ["clear", "clear", (stage) => stage.cache.clear()],
    ["count", "stats", (stage) => stage.cache.count()],
    [
      "delete",
      "remove",
      async (stage) => {
        stage.origin.answer("/a", { body: "1" });
        await stage.ask("/a");
        return stage.cache.delete({ expired: false });
      },
    ],
  ])("%s rejects where the backend fails, unlike a request", async (_call, operation, call) => {
    const memory = memoryBackend();
    const fail = (): Promise<never> => Promise.reject(new Error("broken"));
    await using stage = await openStage({ backend: { ...memory, [operation]: fail } });
    await expect(call(stage)).rejects.toMatchObject({ code: "RCACHE_BACKEND_FAILED" });
  });
});
