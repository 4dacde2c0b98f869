import type { EntryFilter, HttpRequest, StoredResponse } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { all, fill, pathsOf } from "./cache-contents.ts";
import { openStage } from "./stage.ts";
import { openStore, STORE_KINDS } from "./stores.ts";

describe.each(STORE_KINDS)("the cache object, in %s", (kind) => {
  it("CAC-02, G-225 get() gives what is stored, fresh or not, with all that is known of it", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend, expireAfter: 60, tags: ["one"] });
    expect(await stage.cache.get(stage.request("/a"))).toBeUndefined();
    await fill(stage, ["/a"]);
    stage.clock.advance(90_000);
    const stored = await stage.cache.get(stage.request("/a").url);
    const createdAt = new Date(stage.clock.nowMs() - 90_000);
    expect(stored).toMatchObject({
      url: `${stage.origin.url}/a`,
      key: `GET ${stage.origin.url}/a`,
      method: "GET",
      status: 200,
      bytes: 2,
      tags: ["one"],
      createdAt,
      expires: new Date(createdAt.getTime() + 60_000),
      isExpired: true,
    });
    expect(stored?.headers).toContainEqual(["X-Path", "/a"]);
    expect(Buffer.from((await stored?.body()) ?? "").toString()).toBe("/a");
    expect([stored?.isOlderThan(80), stored?.isOlderThan("2m")]).toEqual([true, false]);
  });

  it("CAC-03, G-214 put() stores an answer made elsewhere, and says whether", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    const answer = (status: number) => ({
      status,
      url: stage.request("/made").url,
      headers: [["x-made", "yes"]] as const,
      body: new TextEncoder().encode("made"),
      coding: "decoded" as const,
    });
    expect(await stage.cache.put(stage.request("/made"), answer(200))).toBe(true);
    const hit = await stage.ask("/made");
    expect([hit.cache.kind, hit.text, hit.field("x-made")]).toEqual(["hit", "made", "yes"]);
    expect(await stage.cache.put(stage.request("/made?2"), answer(404))).toBe(false);
    expect(await stage.cache.put(stage.request("/made?2"), answer(200), { readOnly: true })).toBe(false);
    expect(await stage.cache.put(stage.request("/made", { method: "POST" }), answer(200))).toBe(false);
    expect(stage.origin.requests).toEqual([]);
  });

  it("CAC-06, CAC-07, G-198 to G-201 contains() knows a request by what keys it, and a HEAD's answer as no more than that", async () => {
    using store = openStore(kind);
    await using stage = await openStage({
      backend: store.backend,
      allowableMethods: ["GET", "HEAD", "POST"],
    });
    stage.origin.answer("/a", { body: "1" });
    const post = stage.request("/a", { method: "POST", body: new TextEncoder().encode("x=1") });
    const contained = async (request: HttpRequest | string): Promise<boolean> =>
      stage.cache.contains(request);
    await stage.ask(post);
    await stage.ask(stage.request("/a", { method: "HEAD" }));
    await stage.cache.flush();
    expect([await contained(post), await contained(stage.request("/a").url)]).toEqual([true, false]);
    expect(await contained(stage.request("/a", { method: "HEAD" }))).toBe(true);
    await stage.ask("/a");
    await stage.cache.flush();
    expect([await contained(stage.request("/a").url), await contained(stage.request("/b").url)]).toEqual([
      true,
      false,
    ]);
    expect(await stage.cache.contains(new URL(stage.request("/a").url))).toBe(true);
    expect(await stage.cache.count({ keys: [stage.cache.keyOf(post)] })).toBe(1);
  });

  it("CAC-08, G-202, G-207 delete() removes by keys, requests and urls, and what is missing does not matter", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    await fill(stage, ["/1", "/2", "/3", "/4", "/5/a", "/5/b"]);
    const { cache } = stage;
    expect(await cache.delete({ keys: [cache.keyOf(stage.request("/1")), "GET http://none.test/"] })).toBe(1);
    expect(await cache.delete({ requests: [stage.request("/2"), stage.request("/none")] })).toBe(1);
    expect(await cache.delete({ urls: [stage.request("/3").url, /\/5\//] })).toBe(3);
    expect(await pathsOf(stage)).toEqual(["/4"]);
    expect(await cache.delete({})).toBe(0);
    expect(await cache.delete({ keys: [] })).toBe(0);
    expect(await cache.count()).toBe(1);
    expect(stage.eventsOf("removed").reduce((sum, { count }) => sum + count, 0)).toBe(5);
  });

  it("CAC-08 conditions are joined by or; host narrows them", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend, rules: [{ url: /tagged/, tags: ["t"] }] });
    await fill(stage, ["/tagged", "/plain"]);
    await fill(stage, ["/expired"], 1);
    stage.clock.advance(2_000);
    const { host } = new URL(stage.origin.url);
    expect(await pathsOf(stage, { tags: ["t"], expired: true })).toEqual(["/expired", "/tagged"]);
    expect(await pathsOf(stage, { tags: ["t"], host: "other.test" })).toEqual([]);
    expect(await pathsOf(stage, { host })).toEqual(["/expired", "/plain", "/tagged"]);
    expect(await stage.cache.delete({ host, tags: ["t"] })).toBe(1);
    await expect(stage.cache.delete({ tag: "t" } as EntryFilter)).rejects.toMatchObject({
      code: "RCACHE_UNKNOWN_OPTION",
    });
    await expect(stage.cache.count({ expired: 1 } as object)).rejects.toMatchObject({
      code: "RCACHE_INVALID_OPTION",
    });
  });

  it("G-203, G-204, G-206, G-219 expired and old ones are told apart by their own lives", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    await fill(stage, ["/short"], 10);
    await fill(stage, ["/long"], 100);
    stage.clock.advance(20_000);
    await fill(stage, ["/new"], 10);
    expect(await pathsOf(stage, { expired: true })).toEqual(["/short"]);
    expect(await pathsOf(stage, { expired: false })).toEqual(["/long", "/new"]);
    expect(await pathsOf(stage, { olderThan: 15 })).toEqual(["/long", "/short"]);
    expect(await pathsOf(stage, { olderThan: new Date(stage.clock.nowMs()) })).toEqual(["/long", "/short"]);
    expect(await stage.cache.delete({ expired: true })).toBe(1);
    expect(await pathsOf(stage)).toEqual(["/long", "/new"]);
  });

  it("CAC-09, CAC-13, G-218, G-222 deleteExpired() removes what is expired; with expireAfter, by that", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    await fill(stage, ["/short"], 10);
    await fill(stage, ["/long"], 100);
    stage.clock.advance(20_000);
    expect(await stage.cache.deleteExpired()).toBe(1);
    expect(await stage.cache.deleteExpired()).toBe(0);
    expect(await stage.cache.deleteExpired({ expireAfter: "1h" })).toBe(0);
    stage.clock.advance(200_000);
    expect(await stage.cache.count({ expired: false })).toBe(1);
    expect(await stage.cache.deleteExpired({ expireAfter: 0 })).toBe(1);
    expect(await stage.cache.count()).toBe(0);
  });

  it("CAC-10, G-221 filter() gives one after the other, and a false condition excludes", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    await fill(stage, ["/a", "/b"], 10);
    stage.clock.advance(20_000);
    const found: StoredResponse[] = await all(stage.cache.filter({ expired: true }));
    expect(found.map(({ isExpired }) => isExpired)).toEqual([true, true]);
    expect(
      await Promise.all(found.map(async (one) => Buffer.from(await one.body()).toString().length)),
    ).toEqual([2, 2]);
    expect(await all(stage.cache.filter({ expired: false }))).toEqual([]);
    for await (const one of stage.cache.filter()) {
      expect(one.status).toBe(200);
      break;
    }
  });

  it("CAC-15, CAC-19, G-216 urls() is sorted and unique; count() and size() count", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer("/v", { headers: { Vary: "Accept" }, body: "12" });
    for (const accept of ["a/a", "b/b"])
      await stage.ask(stage.request("/v", { headers: [["accept", accept]] }));
    await fill(stage, ["/b", "/a"]);
    expect(await pathsOf(stage)).toEqual(["/a", "/b", "/v"]);
    expect([await stage.cache.count(), await stage.cache.size()]).toEqual([4, 8]);
    expect(await stage.cache.count({ urls: [/\/v$/] })).toBe(2);
    await stage.cache.clear();
    expect([await stage.cache.count(), await stage.cache.size(), await pathsOf(stage)]).toEqual([0, 0, []]);
    expect((await stage.ask("/a")).cache.kind).toBe("miss");
  });
});
