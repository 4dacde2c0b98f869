import { describe, expect, it } from "vitest";
import { dateAt } from "../src/dates.ts";
import { freshSeconds, secondAnswer } from "../src/reuse.ts";
import { MODES, openStage } from "../src/stage.ts";

const MINUTE = "max-age=60";

describe.each(MODES)("age, %s", (mode) => {
  const freshWith = (headers: Record<string, string | readonly string[]>, takesMs = 0): Promise<number> =>
    freshSeconds(mode, { headers: { "Cache-Control": MINUTE, ETag: '"a"', ...headers }, takesMs });

  it.each([
    ["Date alone", { Date: dateAt(-20) }, 0, 40],
    ["Age alone", { Age: "20" }, 0, 40],
    ["the greater of the two, Age", { Date: dateAt(-10), Age: "20" }, 0, 40],
    ["the greater of the two, Date", { Date: dateAt(-20), Age: "10" }, 0, 40],
    ["Age and the time under way", { Age: "20" }, 10_000, 30],
    ["Date, which the time under way is part of", { Date: dateAt(0) }, 10_000, 50],
    ["an Age beyond the lifetime", { Age: "60" }, 0, 0],
  ])("§4.2.3 rule 89: age comes from %s", async (_, headers, takesMs, seconds) => {
    expect(await freshWith(headers, takesMs)).toBe(seconds);
  });

  it("§4.2.3 rule 89: time in the store is part of age", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: { "Cache-Control": MINUTE, Age: "20", Date: stage.date(-5) } });
    await stage.ask("/a");
    stage.later(15);
    expect((await stage.ask("/a")).lines("age")).toEqual(["35"]);
  });

  it("§4.2.3 rule 90: what was long under way is older than 0", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: { "Cache-Control": MINUTE }, takesMs: 20_000 });
    await stage.ask("/a");
    expect((await stage.ask("/a")).lines("age")).toEqual(["20"]);
    expect(await freshWith({}, 20_000)).toBe(40);
    expect(await freshWith({}, 60_000)).toBe(0);
  });

  it.each([
    ["20, 0", 40],
    ["0, 20", 60],
    [["20", "0"], 40],
    ["x, 20", 60],
    ["-20", 60],
    ["20.5", 60],
    ["20 seconds", 60],
    ["", 60],
    ['"20"', 60],
    ["0x20", 60],
  ])("§5.1 rule 91: with Age: %o, %i seconds are left", async (age, seconds) => {
    expect(await freshWith({ Age: age })).toBe(seconds);
  });

  it.each(["2147483647", "2147483648", "4294967296", "99999999999999999999", "9".repeat(400)])(
    "§1.2.2 rule 92: Age: %s is stale, without overflow",
    async (age) => {
      expect(await freshWith({ Age: age })).toBe(0);
      const headers = { "Cache-Control": "max-age=99999999999", Age: age, ETag: '"a"' };
      expect(await secondAnswer(mode, { headers, after: 2 })).toBe("miss");
    },
  );

  it("§4.2.3 rule 93: a Date in the future is an age of 0, and lengthens nothing", async () => {
    expect(await freshWith({ Date: dateAt(3_600) })).toBe(60);
    const expires = { Date: dateAt(3_600), Expires: dateAt(3_660) };
    expect(await freshSeconds(mode, { headers: expires })).toBe(60);
    await using stage = openStage(mode);
    stage.origin("/a", { headers: { "Cache-Control": MINUTE, Date: stage.date(3_600) } });
    await stage.ask("/a");
    stage.later(10);
    expect((await stage.ask("/a")).lines("age")).toEqual(["10"]);
  });

  it("§4.2.3 rule 94: a clock that goes back a little leaves the age where it was", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: { "Cache-Control": MINUTE, Age: "7" } });
    await stage.ask("/a");
    stage.later(-2);
    const answer = await stage.ask("/a");
    expect([answer.cache.kind, answer.lines("age")]).toEqual(["hit", ["7"]]);
  });

  it("§4.2.3 rule 94: a clock that goes back far has the entry validated once", async () => {
    await using stage = openStage(mode);
    const headers = { "Cache-Control": MINUTE, ETag: '"a"' };
    stage.origin("/a", { headers, body: "a" }, { status: 304, headers, body: null });
    await stage.ask("/a");
    stage.later(-3_600);
    expect(await stage.kinds("/a", {}, {})).toEqual(["revalidated", "hit"]);
    stage.later(59);
    expect(await stage.kinds("/a", {})).toEqual(["hit"]);
    stage.later(1);
    expect(await stage.kinds("/a", {})).toEqual(["revalidated"]);
  });

  it("§4 rule 95: an answer from the store carries its age now, and no other", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: { "Cache-Control": MINUTE, Age: ["3", "9"] } });
    expect((await stage.ask("/a")).lines("age")).toEqual(["3", "9"]);
    for (const age of ["3", "13", "23"]) {
      expect((await stage.ask("/a")).lines("age")).toEqual([age]);
      stage.later(10);
    }
  });

  it("§4 rule 95: Age is there although none came", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: { "Cache-Control": MINUTE } });
    await stage.ask("/a");
    stage.clock.advance(1_999);
    expect((await stage.ask("/a")).lines("age")).toEqual(["1"]);
  });

  it("§4 rule 96: Date and Expires are handed out as they were stored", async () => {
    await using stage = openStage(mode);
    const headers = { Date: stage.date(-1), Expires: stage.date(100) };
    stage.origin("/a", { headers });
    await stage.ask("/a");
    stage.later(50);
    const answer = await stage.ask("/a");
    expect([answer.cache.kind, answer.lines("date"), answer.lines("expires")]).toEqual([
      "hit",
      [headers.Date],
      [headers.Expires],
    ]);
  });

  it.each([true, false])(
    "§4.2.3 rule 97: a 304 starts the age anew from its own exchange (with a Date: %s)",
    async (dated) => {
      await using stage = openStage(mode);
      const headers = { "Cache-Control": MINUTE, ETag: '"a"' };
      stage.origin("/a", { headers: { ...headers, Date: stage.date(), Age: "5" }, body: "a" }, () => ({
        status: 304,
        headers: { ...headers, ...(dated ? { Date: stage.date() } : {}) },
        body: null,
      }));
      await stage.ask("/a");
      stage.later(100);
      const confirmed = await stage.ask("/a");
      expect([confirmed.cache.kind, confirmed.text]).toEqual(["revalidated", "a"]);
      stage.later(10);
      const again = await stage.ask("/a");
      expect([again.cache.kind, again.lines("age")]).toEqual(["hit", ["10"]]);
      expect(again.lines("date")).toEqual([dateAt(100)]);
    },
  );

  it("§4.2.3 rule 97: Age and Date of the 304 count", async () => {
    await using stage = openStage(mode);
    const headers = { "Cache-Control": MINUTE, ETag: '"a"' };
    stage.origin("/a", { headers, body: "a" }, () => ({
      status: 304,
      headers: { ...headers, Date: stage.date(-20), Age: "30" },
      body: null,
    }));
    await stage.ask("/a");
    stage.later(100);
    await stage.ask("/a");
    stage.later(10);
    expect((await stage.ask("/a")).lines("age")).toEqual(["40"]);
  });
});
