import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";
import { openStore } from "./stores.ts";

const SESSION = { "Set-Cookie": ["sid=s3cret; Path=/", "theme=dark"], "Cache-Control": "max-age=60" };

describe.each([
  ["led by settings", { expireAfter: 60 }],
  ["led by headers", { cacheControl: true }],
])("an answer from the store carries no Set-Cookie, %s", (_mode, settings) => {
  it("whoever got it keeps it, and the next anonymous caller gets none", async () => {
    using store = openStore("sqlite");
    await using stage = await openStage({ ...settings, backend: store.backend });
    stage.origin.answer("/", { headers: SESSION, body: "1" });
    const first = await stage.ask("/");
    await stage.cache.flush();
    const hit = await stage.ask("/");
    const head = await stage.ask(stage.request("/", { method: "HEAD" }));
    expect([first.cache.kind, hit.cache.kind, head.cache.kind]).toEqual(["miss", "hit", "hit"]);
    expect(first.field("set-cookie")).toBe("sid=s3cret; Path=/, theme=dark");
    expect([hit.field("set-cookie"), head.field("set-cookie")]).toEqual([undefined, undefined]);
    expect(store.contents()).not.toContain("s3cret");
  });

  it("nor does one that was fetched for another at the same time", async () => {
    await using stage = await openStage(settings);
    stage.origin.answer("/", { headers: SESSION, body: "1" });
    const answers = await Promise.all(Array.from({ length: 5 }, () => stage.ask("/")));
    expect(stage.asked("/")).toBe(1);
    expect(answers.filter((answer) => answer.field("set-cookie") !== undefined)).toHaveLength(1);
  });

  it("nor a hop of a redirect", async () => {
    await using stage = await openStage(settings);
    stage.origin.answer("/1", { status: 301, headers: { ...SESSION, Location: "/2" } });
    stage.origin.answer("/2", { headers: { "Cache-Control": "max-age=60" }, body: "end" });
    const cookies: unknown[] = [];
    for (const kind of ["miss", "hit"]) {
      const { cache } = await stage.ask("/1");
      expect(cache.kind).toBe(kind);
      cookies.push(cache.history[0]?.headers.some(([name]) => name === "Set-Cookie"));
    }
    expect(cookies).toEqual([true, false]);
  });

  it("but what a 304 sets is for the one who asked", async () => {
    await using stage = await openStage(settings);
    stage.origin.answer(
      "/",
      { headers: { ...SESSION, ETag: '"a"' }, body: "1" },
      { status: 304, headers: { ETag: '"a"', "Cache-Control": "max-age=60", "Set-Cookie": "sid=new" } },
    );
    await stage.ask("/");
    stage.clock.advance(61_000);
    const seen: unknown[] = [];
    for (let i = 0; i < 2; i += 1) {
      const { cache, field } = await stage.ask("/");
      seen.push([cache.kind, field("set-cookie")]);
    }
    expect(seen).toEqual([
      ["revalidated", "sid=new"],
      ["hit", undefined],
    ]);
  });

  it("where nothing separates users, it does, unless replaySetCookie says no", async () => {
    await using stage = await openStage({ ...settings, partitionBy: "nothing" });
    stage.origin.answer("/", { headers: SESSION, body: "1" });
    await stage.ask("/");
    const careful = stage.cache.with({ replaySetCookie: false });
    expect((await stage.ask("/")).field("set-cookie")).toContain("sid=");
    expect((await stage.ask("/", undefined, { cache: careful })).field("set-cookie")).toBeUndefined();
  });

  it("with replaySetCookie it does, and a cache over the same store without it hands none out", async () => {
    await using stage = await openStage({ ...settings, replaySetCookie: true });
    stage.origin.answer("/", { headers: SESSION, body: "1" });
    for (const kind of ["miss", "hit"]) {
      const { cache, field } = await stage.ask("/");
      expect([cache.kind, field("set-cookie")]).toEqual([kind, "sid=s3cret; Path=/, theme=dark"]);
    }
    const careful = stage.cache.with({ replaySetCookie: false });
    const { cache, field } = await stage.ask("/", undefined, { cache: careful });
    expect([cache.kind, field("set-cookie")]).toEqual(["hit", undefined]);
  });
});
