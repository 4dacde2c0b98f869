import { describe, expect, it } from "vitest";
import type { Fields } from "../src/message.ts";
import { type Answer, type Asking, MODES, type Mode, openStage } from "../src/stage.ts";

const FRESH = { "Cache-Control": "max-age=60", ETag: '"a"' };

/** Our member on the last of several answers, five seconds from one to the next. */
async function member(
  mode: Mode,
  answers: readonly Answer[],
  ...askings: readonly Asking[]
): Promise<string> {
  await using stage = openStage(mode, { cacheStatus: true });
  stage.origin("/a?token=secret", ...answers);
  let last = "";
  for (const asking of askings) {
    stage.later(5);
    last = (await stage.ask("/a?token=secret", asking)).lines("Cache-Status").at(-1) ?? "";
  }
  return last;
}

const withDirectives = (directives: string): Asking => ({ headers: { "Cache-Control": directives } });

describe.each(MODES)("Cache-Status, %s", (mode) => {
  it.each([
    [true, "rcache;"],
    ["Example", "Example;"],
    ["my cache", '"my cache";'],
    ['a"b\\c', '"a\\"b\\\\c";'],
    ["1st", '"1st";'],
  ])("RFC 9211 §2 rule 153: named %o, our member begins with %s", async (cacheStatus, start) => {
    await using stage = openStage(mode, { cacheStatus });
    stage.origin("/a", { headers: FRESH });
    const [line = ""] = (await stage.ask("/a")).lines("Cache-Status");
    expect(line.startsWith(start)).toBe(true);
  });

  it("RFC 9211 §2 rule 154: members of others are kept before ours, stored ones too", async () => {
    await using stage = openStage(mode, { cacheStatus: true });
    stage.origin("/a", { headers: { ...FRESH, "Cache-Status": ["A;hit", "B;fwd=miss"] } });
    for (const kind of ["miss", "hit", "hit"]) {
      const answer = await stage.ask("/a");
      const lines = answer.lines("Cache-Status");
      expect([answer.cache.kind, lines.length, ...lines.slice(0, 2)]).toEqual([
        kind,
        3,
        "A;hit",
        "B;fwd=miss",
      ]);
      expect(lines[2]).toMatch(/^rcache;/);
    }
  });

  it("RFC 9211 §2.1 rule 155: a hit is hit, with what is left of its life", async () => {
    const line = await member(mode, [{ headers: FRESH }], {}, {});
    expect(line).toMatch(/^rcache;hit;ttl=55\b/);
    expect(line).not.toContain("fwd");
  });

  it("RFC 9211 §2.1 rule 155: a stale answer without a question is hit with a negative ttl", async () => {
    const headers = { "Cache-Control": "max-age=1" };
    expect(await member(mode, [{ headers }], {}, withDirectives("max-stale"))).toMatch(
      /^rcache;hit;ttl=-4\b/,
    );
  });

  it("RFC 9211 §2.3 rule 155: a validation is fwd=stale with its status, and no hit", async () => {
    const headers = { ...FRESH, "Cache-Control": "max-age=1" };
    const line = await member(mode, [{ headers }, { status: 304, headers: FRESH }], {}, {});
    expect(line).toMatch(/^rcache;fwd=stale;fwd-status=304;/);
    expect(line).not.toContain("hit");
  });

  it("RFC 9211 §2.1 rule 155: a stale answer in place of a failure was forwarded, and is no hit", async () => {
    const headers = { "Cache-Control": "max-age=1, stale-if-error=60" };
    const line = await member(mode, [{ headers }, { status: 503 }], {}, {});
    expect(line).toMatch(/^rcache;fwd=stale\b/);
    expect(line).not.toContain("hit");
  });

  it.each([
    ["uri-miss", {}, [{}]],
    ["vary-miss", { Vary: "X" }, [{}, { headers: { X: "1" } }]],
    ["stale", { "Cache-Control": "max-age=1" }, [{}, {}]],
    ["request", {}, [{}, withDirectives("no-cache")]],
    ["request", {}, [{}, withDirectives("max-age=1")]],
    ["method", {}, [{ method: "POST" }]],
    ["bypass", {}, [withDirectives("no-store")]],
  ] as const)(
    "RFC 9211 §2.2 rule 156: fwd=%s after an answer with %o to %o",
    async (reason, fields, askings) => {
      const headers: Fields = { "Cache-Control": "max-age=60", ...fields };
      expect(await member(mode, [{ headers }], ...askings)).toMatch(
        new RegExp(`^rcache;fwd=${reason}(?:;|$)`),
      );
    },
  );

  it.each([
    ["more of it", { Range: "bytes=0-4" }],
    ["all of it", {}],
  ])(
    "RFC 9211 §2.2 rule 156: fwd=partial where a part is stored and the request is for %s",
    async (_, headers) => {
      const part = {
        status: 206,
        headers: { ...FRESH, "Content-Range": "bytes 0-2/10", "Content-Length": "3" },
        body: "012",
      };
      const asking = { headers: { Range: "bytes=0-2" } };
      expect(await member(mode, [part, { headers: FRESH }], asking, { headers })).toMatch(
        /^rcache;fwd=partial(?:;|$)/,
      );
    },
  );

  it("RFC 9211 §2.5 rule 157: it says whether the answer was stored", async () => {
    expect(await member(mode, [{ headers: FRESH }], {})).toMatch(/;stored(?:;|$)/);
    expect(await member(mode, [{ headers: { "Cache-Control": "no-store" } }], {})).toContain(";stored=?0");
  });

  it("RFC 9211 §2.6 rule 157: who shared another's exchange is collapsed, and only that one", async () => {
    await using stage = openStage(mode, { cacheStatus: true });
    stage.origin("/a", async () => ({ headers: FRESH }));
    const both = await Promise.all([stage.ask("/a"), stage.ask("/a")]);
    const collapsed = both.map((answer) => /;collapsed(?:;|$)/.test(answer.lines("Cache-Status").join()));
    expect([stage.asked("/a"), collapsed.sort()]).toEqual([1, [false, true]]);
  });

  it("RFC 9211 §2.7 rule 157: the key, and with it what is secret in a URL, is never told", async () => {
    for (const askings of [[{}], [{}, {}]]) {
      const line = await member(mode, [{ headers: FRESH }], ...askings);
      expect(line).not.toMatch(/key=|secret/);
    }
  });

  it("RFC 9211 §2 rule 158: an answer that the cache made up has no member", async () => {
    await using stage = openStage(mode, { cacheStatus: true });
    const answer = await stage.ask("/a", withDirectives("only-if-cached"));
    expect([answer.status, answer.lines("Cache-Status")]).toEqual([504, []]);
  });

  it("RFC 9211 §6 rule 159: by default there is no field, and the same is there as data", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: FRESH });
    for (const kind of ["miss", "hit"]) {
      const answer = await stage.ask("/a");
      expect([answer.lines("Cache-Status"), answer.cache.kind]).toEqual([[], kind]);
    }
  });
});
