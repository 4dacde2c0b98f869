import { describe, expect, it } from "vitest";
import { secondAnswer } from "../src/reuse.ts";
import { type Asking, MODES, type Mode, openStage, type Reply, type Stage } from "../src/stage.ts";

const NO_CONTACT = new Error("no contact");
const WINDOWS = "stale-while-revalidate=600, stale-if-error=600";
const LENIENT = { staleIfError: true, staleWhileRevalidate: true } as const;
const MAX_STALE = { headers: { "Cache-Control": "max-stale" } };
const ONLY_IF_CACHED = { headers: { "Cache-Control": "only-if-cached, max-stale=600" } };
const BANS = ["no-cache", "must-revalidate"];
const SHARED_BANS = ["proxy-revalidate", "s-maxage=10"];

/** A stage with an entry that has been stale for so many seconds, and an origin that then says this. */
async function stale(mode: Mode, directives: string, seconds: number, ...replies: Reply[]): Promise<Stage> {
  const stage = openStage(mode);
  const headers = { "Cache-Control": `max-age=10, ${directives}`, ETag: '"a"' };
  stage.origin("/a", { headers, body: "old" }, ...replies);
  await stage.ask("/a");
  stage.later(10 + seconds);
  return stage;
}

/** How a stale entry is used, where the origin cannot be reached; `error` where it is not. */
async function withoutContact(mode: Mode, directives: string, asking: Asking = {}): Promise<string> {
  await using stage = await stale(mode, directives, 5, NO_CONTACT);
  return stage.ask("/a", asking).then(
    ({ cache, status }) => (status === 504 ? "504" : cache.kind),
    () => "error",
  );
}

function bansOf(mode: Mode): readonly string[] {
  return mode === "shared" ? [...BANS, ...SHARED_BANS] : BANS;
}

describe.each(MODES)("staleness that is forbidden, %s", (mode) => {
  it.each(bansOf(mode))("§4.2.4 rule 98: %s beats max-stale", async (ban) => {
    await using stage = await stale(mode, ban, 5, { body: "new" });
    expect((await stage.ask("/a", MAX_STALE)).text).toBe("new");
  });

  it.each(bansOf(mode))(
    "§4.2.4 rule 98: %s beats stale-while-revalidate, of headers and of settings",
    async (ban) => {
      await using stage = await stale(mode, `${ban}, ${WINDOWS}`, 5, { body: "new" });
      expect((await stage.ask("/a", { options: { staleWhileRevalidate: true } })).text).toBe("new");
    },
  );

  it.each(bansOf(mode))(
    "§4.2.4 rule 98: %s beats stale-if-error, of headers and of settings",
    async (ban) => {
      expect(await withoutContact(mode, `${ban}, ${WINDOWS}`, { options: LENIENT })).toBe("504");
      await using stage = await stale(mode, `${ban}, ${WINDOWS}`, 5, { status: 503, body: "busy" });
      const answer = await stage.ask("/a", { options: { staleIfError: true } });
      expect([answer.status, answer.text]).toEqual([503, "busy"]);
    },
  );

  it.each(bansOf(mode))("§4.2.4 rule 98: %s beats only-if-cached and offline settings", async (ban) => {
    await using stage = await stale(mode, `${ban}, ${WINDOWS}`, 5, { body: "new" });
    expect((await stage.ask("/a", ONLY_IF_CACHED)).status).toBe(504);
    expect((await stage.ask("/a", { options: { ...LENIENT, onlyIfCached: true } })).status).toBe(504);
    expect(stage.asked("/a")).toBe(1);
  });

  it("§4.2.4 rule 98: no-cache forbids use without validation even while fresh", async () => {
    const headers = { "Cache-Control": "max-age=60, no-cache", ETag: '"a"' };
    expect(await secondAnswer(mode, { headers, again: MAX_STALE })).toBe("miss");
  });

  it("§4.2.4 rule 99: nothing allows it: the origin is asked, and its failure is the caller's", async () => {
    expect(await withoutContact(mode, "public")).toBe("error");
    await using stage = await stale(mode, "public", 5, { status: 503, body: "busy" });
    expect((await stage.ask("/a")).status).toBe(503);
  });

  it("§4.2.4 rule 99: client, extension or setting allows it", async () => {
    expect(await withoutContact(mode, "public", MAX_STALE)).toBe("stale");
    expect(await withoutContact(mode, "stale-if-error=60")).toBe("stale");
    expect(await withoutContact(mode, "public", { options: { staleIfError: true } })).toBe("stale");
    expect(await withoutContact(mode, "public", { options: { staleIfError: 4 } })).toBe("error");
  });

  it("§5.2.2.2 rule 100: must-revalidate without contact is the error itself", async () => {
    expect(await withoutContact(mode, "must-revalidate")).toBe("error");
    expect(await withoutContact(mode, "must-revalidate", MAX_STALE)).toBe("error");
  });

  it("§5.2.2.2 rule 100: it is a 504 without a body where a stale answer would have stood in", async () => {
    await using stage = await stale(mode, "must-revalidate, stale-if-error=600", 5, NO_CONTACT);
    const answer = await stage.ask("/a");
    expect([answer.status, answer.text, answer.cache.fromCache]).toEqual([504, "", false]);
    expect(answer.cache.reason).toBe("stale-forbidden");
  });

  it("§5.2.2.2 rule 100: the entry is still there when the origin is back", async () => {
    await using stage = await stale(mode, "must-revalidate", 5, NO_CONTACT, {
      status: 304,
      headers: { ETag: '"a"' },
      body: null,
    });
    await expect(stage.ask("/a")).rejects.toThrow("no contact");
    const answer = await stage.ask("/a");
    expect([answer.cache.kind, answer.text]).toEqual(["revalidated", "old"]);
  });
});

describe("bans for shared caches only", () => {
  it.each(SHARED_BANS)("§5.2.2.8 rule 101: %s does not bind a private cache [private]", async (ban) => {
    expect(await withoutContact("private", `${ban}, ${WINDOWS}`)).toBe("stale");
    expect(await withoutContact("shared", `${ban}, ${WINDOWS}`)).toBe("504");
    await using stage = await stale("private", ban, 5, { body: "new" });
    expect((await stage.ask("/a", MAX_STALE)).text).toBe("old");
  });
});

describe.each(MODES)("stale-if-error, %s", (mode) => {
  it.each([500, 502, 503, 504])(
    "RFC 5861 §4 rule 105: within its window it stands in for a %i",
    async (status) => {
      await using stage = await stale(mode, "stale-if-error=60", 59, { status, body: "down" });
      const answer = await stage.ask("/a");
      expect([answer.status, answer.text, answer.cache.kind]).toEqual([200, "old", "stale"]);
    },
  );

  it("RFC 5861 §4 rule 105: it stands in for no contact, and a request may ask for it", async () => {
    expect(await withoutContact(mode, "stale-if-error=60")).toBe("stale");
    const asking = { headers: { "Cache-Control": "stale-if-error=60" } };
    expect(await withoutContact(mode, "public", asking)).toBe("stale");
    expect(await withoutContact(mode, "public", { headers: { "Cache-Control": "stale-if-error=4" } })).toBe(
      "error",
    );
  });

  it.each([400, 403, 404, 410, 429, 501, 505])(
    "RFC 5861 §4 rule 105: it does not stand in for a %i",
    async (status) => {
      await using stage = await stale(mode, "stale-if-error=60", 5, { status, body: "other" });
      const answer = await stage.ask("/a", { options: { staleIfError: true } });
      expect([answer.status, answer.text]).toEqual([status, "other"]);
    },
  );

  it("RFC 5861 §4 rule 105: past its window the failure is the caller's", async () => {
    await using stage = await stale(mode, "stale-if-error=60", 61, { status: 503, body: "down" }, NO_CONTACT);
    expect((await stage.ask("/a")).status).toBe(503);
    await expect(stage.ask("/a")).rejects.toThrow("no contact");
  });

  it("RFC 5861 §4 rule 105: it does not stand in where the caller gave up", async () => {
    const leaving = new AbortController();
    const reply: Reply = (_, { signal }) => {
      leaving.abort(new Error("enough"));
      if (signal?.aborted) throw new Error("aborted");
      return { body: "new" };
    };
    await using stage = await stale(mode, "stale-if-error=60", 5, reply);
    await expect(stage.ask("/a", { signal: leaving.signal })).rejects.toThrow("enough");
  });

  it("RFC 5861 §4 rule 106: a stale answer shows its age and a negative ttl", async () => {
    await using stage = openStage(mode, { cacheStatus: true });
    stage.origin("/a", { headers: { "Cache-Control": "max-age=10, stale-if-error=60" } }, NO_CONTACT);
    await stage.ask("/a");
    stage.later(15);
    const answer = await stage.ask("/a");
    expect([answer.cache.kind, answer.cache.isExpired]).toEqual(["stale", true]);
    expect(answer.lines("age")).toEqual(["15"]);
    expect(answer.lines("cache-status").join()).toMatch(/^rcache;fwd=stale;ttl=-5(;|$)/);
  });

  it("RFC 5861 §4 rule 106: so does one that is refreshed behind it", async () => {
    await using stage = openStage(mode, { cacheStatus: true });
    stage.origin("/a", { headers: { "Cache-Control": "max-age=10, stale-while-revalidate=60" } });
    await stage.ask("/a");
    stage.later(12);
    const answer = await stage.ask("/a");
    expect(answer.lines("age")).toEqual(["12"]);
    expect(answer.lines("cache-status").join()).toMatch(/^rcache;hit;ttl=-2(;|$)/);
  });
});
