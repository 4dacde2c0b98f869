import { describe, expect, it } from "vitest";
import { dateAt } from "../src/dates.ts";
import { freshSeconds, isKept, secondAnswer } from "../src/reuse.ts";
import { MODES, openStage } from "../src/stage.ts";

describe.each(MODES)("reading Cache-Control, %s", (mode) => {
  /** How long an answer with this Cache-Control, and a validator, is fresh. */
  const freshWith = (value: string | readonly string[]): Promise<number> =>
    freshSeconds(mode, { headers: { "Cache-Control": value, ETag: '"a"' } });

  it.each([
    [["public", "max-age=60"]],
    [[", ,max-age=60,"]],
    [["", "max-age=60", ","]],
    [["public,,\t,max-age=60"]],
  ])("RFC 9110 §5.6.1 rule 57: all lines are one list without its empty members: %o", async (lines) => {
    expect(await freshWith(lines)).toBe(60);
  });

  it("RFC 9110 §5.6.1 rule 57: a directive on the last line is in force", async () => {
    expect(await freshWith(["max-age=60", ",", "no-cache"])).toBe(0);
  });

  it.each(["Max-Age=60", "MAX-AGE=60", "pUblic, mAx-aGe=60"])(
    "§5.2 rule 58: %s has no case",
    async (value) => {
      expect(await freshWith(value)).toBe(60);
    },
  );

  it.each([
    "max-age=60, fresh-forever",
    'max-agex=9, x-max-age=9, max-age=60, foo="bar"',
    "maxage=9, max-age=60",
  ])("§5.2.3 rule 58: unknown directives are ignored: %s", async (value) => {
    expect(await freshWith(value)).toBe(60);
  });

  it.each(['max-age="60"', 'public, max-age="60"', 'max-age="6\\0"'])(
    "§5.2 rule 59: an argument may be quoted: %s",
    async (value) => {
      expect(await freshWith(value)).toBe(60);
    },
  );

  it.each([
    'ext="max-age=9, no-store", max-age=60',
    'max-age=60, ext="no-cache"',
    'ext="a\\", no-store, \\"", max-age=60',
    'ext="\\\\", max-age=60',
    'max-age=60, no-cache="no-store, must-revalidate"',
  ])("§5.2 rule 60: what stands in a quoted string is no directive: %s", async (value) => {
    expect(await freshWith(value)).toBe(60);
  });

  it.each(['foo="bar, no-store', 'max-age=60, foo=", no-store', 'foo="\\", no-store, max-age=60'])(
    "§5.2 rule 61: an open quote hides nothing: %s",
    async (value) => {
      expect(await isKept(mode, { headers: { "Cache-Control": value, ETag: '"a"' } })).toBe(false);
    },
  );

  it("§5.2 rule 61: an open quote on one line hides nothing on the next", async () => {
    expect(await freshWith(['foo="bar', "no-cache", 'max-age=60, b="'])).toBe(0);
  });

  it("§5.2 rule 62: single quotes make no number", async () => {
    expect(await freshWith("max-age='60'")).toBe(0);
  });

  it.each([
    "max-age=",
    "max-age",
    "max-age=-1",
    "max-age=+60",
    "max-age=3600.0",
    "max-age=60a",
    "max-age=a60",
    "max-age=1e3",
    "max-age=0x10",
    "max-age=６０",
    "max-age =60",
    "max-age= 60",
    "max-age=6 0",
    'max-age="60',
    'max-age=""',
    'max-age="60"x',
    "max-age=NaN",
    "max-age=Infinity",
  ])("§4.2.1 rule 63: %s means stale", async (value) => {
    expect(await freshWith(value)).toBe(0);
  });

  it("§4.2.1 rule 63: an Expires does not stand in for an unreadable max-age", async () => {
    const headers = { "Cache-Control": "max-age=abc", Expires: dateAt(600), ETag: '"a"' };
    expect(await freshSeconds(mode, { headers })).toBe(0);
  });

  it.each(["max-age=0060", 'max-age="0000000000000000000060"'])(
    "§4.2.1 rule 63: leading zeros are fine: %s",
    async (value) => {
      expect(await freshWith(value)).toBe(60);
    },
  );

  it.each(["2147483647", "2147483648", "4294967296", "99999999999999999999999999", "9".repeat(400)])(
    "§1.2.2 rule 64: max-age=%s is a long time, never a negative one",
    async (seconds) => {
      const value = `max-age=${seconds}`;
      expect(await freshWith(value)).toBe(Number.POSITIVE_INFINITY);
      expect(await secondAnswer(mode, { headers: { "Cache-Control": value }, after: 2_147_483_000 })).toBe(
        "hit",
      );
    },
  );

  it("§1.2.2 rule 64: sums of what is too large stay sound", async () => {
    await using stage = openStage(mode);
    const most = "9".repeat(30);
    const windows = `max-age=${most}, stale-while-revalidate=${most}, stale-if-error=${most}`;
    stage.origin("/a", { headers: { "Cache-Control": windows, Age: "5" } });
    await stage.ask("/a");
    const { cache } = await stage.ask("/a", {
      headers: { "Cache-Control": `max-stale=${most}, max-age=${most}` },
    });
    expect(cache.kind).toBe("hit");
    expect(Number.isFinite(cache.expires?.getTime())).toBe(true);
  });

  it.each([
    ["max-age=60, max-age=600"],
    ["max-age=600, max-age=60"],
    [["max-age=600", "max-age=60"]],
    ['max-age="60", max-age=600'],
  ])("§4.2.1 rule 65: of two the smaller counts: %o", async (value) => {
    expect(await freshWith(value)).toBe(60);
  });

  it.each(["max-age=60, max-age=x", "max-age=x, max-age=60"])(
    "§4.2.1 rule 65: of two an unreadable one counts: %s",
    async (value) => {
      expect(await freshWith(value)).toBe(0);
    },
  );

  it("§4.2.1 rule 66: no-store beats everything", async () => {
    const value = "public, max-age=60, private, no-cache, must-revalidate, no-store";
    expect(await isKept(mode, { headers: { "Cache-Control": value } })).toBe(false);
  });

  it("§4.2.1 rule 66: private beats public, and no-cache beats max-age", async () => {
    const headers = { "Cache-Control": "public, private, max-age=60" };
    expect(await isKept(mode, { headers })).toBe(mode === "private");
    expect(await freshWith("max-age=60, public, no-cache")).toBe(0);
  });

  it("§4.2.1 rule 66: must-revalidate beats what permits staleness", async () => {
    const headers = { "Cache-Control": "max-age=1, must-revalidate, stale-while-revalidate=60", ETag: '"a"' };
    expect(await secondAnswer(mode, { headers, after: 2 })).toBe("miss");
  });

  it.each(["no-store=1", 'no-store="x"', "no-store=", "no-store=?0"])(
    "§5.2 rule 67: %s is in force",
    async (value) => {
      expect(await isKept(mode, { headers: { "Cache-Control": `max-age=60, ${value}` } })).toBe(false);
    },
  );

  it("§5.2 rule 67: must-revalidate holds with an argument", async () => {
    const headers = {
      "Cache-Control": 'max-age=1, must-revalidate="x", stale-while-revalidate=60',
      ETag: '"a"',
    };
    expect(await secondAnswer(mode, { headers, after: 2 })).toBe("miss");
  });

  it("§5.4 rule 78: Pragma: no-cache in a request without Cache-Control is no-cache", async () => {
    const headers = { "Cache-Control": "max-age=60" };
    const pragma = { Pragma: "no-cache" };
    expect(await secondAnswer(mode, { headers, again: { headers: pragma } })).toBe("miss");
    expect(await secondAnswer(mode, { headers, again: { headers: { Pragma: "x, No-Cache" } } })).toBe("miss");
    expect(await secondAnswer(mode, { headers, again: { headers: { Pragma: "foo" } } })).toBe("hit");
    const both = { headers: { ...pragma, "Cache-Control": "max-age=30" } };
    expect(await secondAnswer(mode, { headers, again: both })).toBe("hit");
  });

  it("§5.4 rule 78: Pragma in an answer means nothing", async () => {
    expect(await freshSeconds(mode, { headers: { Pragma: "no-cache", "Cache-Control": "max-age=60" } })).toBe(
      60,
    );
    expect(await freshSeconds(mode, { headers: { Pragma: "no-cache", Expires: dateAt(60) } })).toBe(60);
  });

  it("§5.5 rule 79: a stored Warning is passed on, and none is made", async () => {
    await using stage = openStage(mode);
    const headers = { "Cache-Control": "max-age=1, stale-while-revalidate=60" };
    const warning = ['110 - "stale"', '199 - "misc"'];
    stage.origin("/a", { headers: { ...headers, Warning: warning } });
    stage.origin("/b", { headers });
    for (const path of ["/a", "/b"]) await stage.ask(path);
    stage.later(2);
    const answers = [await stage.ask("/a"), await stage.ask("/b")];
    expect(answers.map(({ cache }) => cache.kind)).toEqual(["stale", "stale"]);
    expect(answers.map((answer) => answer.lines("warning"))).toEqual([warning, []]);
  });
});
