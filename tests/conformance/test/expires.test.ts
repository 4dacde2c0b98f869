import { afterEach, describe, expect, it } from "vitest";
import { dateAt } from "../src/dates.ts";
import { freshSeconds, secondAnswer } from "../src/reuse.ts";
import { MODES, openStage } from "../src/stage.ts";

const zone = process.env["TZ"];
afterEach(() => {
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
});

/** A minute after the start, in every form, and written as it should not be. */
const MINUTE_ON = [
  "Thu, 01 Jan 2026 00:01:00 GMT",
  "Thursday, 01-Jan-26 00:01:00 GMT",
  "Thu Jan  1 00:01:00 2026",
];

describe.each(MODES)("dates and Expires, %s", (mode) => {
  const freshWith = (expires: string | readonly string[]): Promise<number> =>
    freshSeconds(mode, { headers: { Date: dateAt(0), Expires: expires, ETag: '"a"' } });

  it.each(["0", "Thu, 01 Jan 2026 00:05:00 GMT", "Mon, 01 Jan 2024 00:00:00 GMT", ""])(
    "§5.3 rule 68: beside max-age, Expires: %s says nothing",
    async (expires) => {
      const headers = { "Cache-Control": "max-age=60", Expires: expires, Date: dateAt(0) };
      expect(await freshSeconds(mode, { headers })).toBe(60);
    },
  );

  it("§5.3 rule 68: s-maxage overrules Expires for a shared cache only", async () => {
    const headers = { "Cache-Control": "s-maxage=60", Expires: dateAt(600), Date: dateAt(0) };
    expect(await freshSeconds(mode, { headers })).toBe(mode === "shared" ? 60 : 600);
  });

  it.each(["0", "-1", "", "never", "60", "1767225660", "Thu, 01 Jan 2026"])(
    "§5.3 rule 69: Expires: '%s' has expired",
    async (expires) => {
      expect(await freshWith(expires)).toBe(0);
    },
  );

  it.each([
    [[dateAt(60), dateAt(600)]],
    [[dateAt(60), dateAt(60)]],
    [[`${dateAt(60)}, ${dateAt(60)}`]],
    [["0", dateAt(60)]],
    [[dateAt(60), ""]],
  ])("§4.2.1 rule 70: several Expires are stale: %o", async (lines) => {
    expect(await freshWith(lines)).toBe(0);
  });

  it.each(MINUTE_ON)("RFC 9110 §5.6.7 rule 71: %s is read, as UTC", async (expires) => {
    expect(await freshWith(expires)).toBe(60);
  });

  it.each(MINUTE_ON)("RFC 9110 §5.6.7 rule 71: %s is read as a Date too", async (date) => {
    const headers = { Date: date, Expires: dateAt(120), ETag: '"a"' };
    expect(await freshSeconds(mode, { headers })).toBe(60);
  });

  it("RFC 9110 §5.6.7 rule 72: a two-digit year more than 50 years ahead is in the past", async () => {
    expect(await freshWith("Wednesday, 01-Jan-75 00:00:00 GMT")).toBe(Number.POSITIVE_INFINITY);
    expect(await freshWith("Thursday, 31-Dec-76 00:00:00 GMT")).toBe(0);
    expect(await freshWith("Sunday, 06-Nov-94 08:49:37 GMT")).toBe(0);
  });

  it.each([
    "THU, 01 JAN 2026 00:01:00 gmt",
    "thu, 01 jan 2026 00:01:00 GMT",
    "thursday, 01-jan-26 00:01:00 Gmt",
    "thu jan  1 00:01:00 2026",
  ])("§4.2 rule 73: %s has no case", async (expires) => {
    expect(await freshWith(expires)).toBe(60);
  });

  it.each(["America/New_York", "Asia/Kolkata", "Pacific/Auckland"])(
    "§4.2 rule 74: in %s every date means what it means elsewhere",
    async (place) => {
      process.env["TZ"] = place;
      expect(new Date(2026, 0, 1).getTime()).not.toBe(Date.UTC(2026, 0, 1));
      for (const expires of MINUTE_ON) expect(await freshWith(expires)).toBe(60);
      await using stage = openStage(mode);
      stage.origin("/a", { headers: { "Cache-Control": "max-age=60" } });
      await stage.ask("/a");
      expect((await stage.ask("/a")).lines("date")).toEqual(["Thu, 01 Jan 2026 00:00:00 GMT"]);
    },
  );

  it.each(["UTC", "AEST", "EST", "+0000", "Z", ""])("§4.2 rule 75: zone '%s' is no expiry", async (other) => {
    expect(await freshWith(`Thu, 01 Jan 2026 00:01:00 ${other}`)).toBe(0);
    expect(await freshWith(`Thursday, 01-Jan-26 00:01:00 ${other}`)).toBe(0);
  });

  it.each([
    "Thu 01 Jan 2026 00:01:00 GMT",
    "Thu, 01 Jan 26 00:01:00 GMT",
    "Thu,  01 Jan 2026 00:01:00 GMT",
    "Thu, 01  Jan 2026 00:01:00 GMT",
    "Thu, 01-Jan-2026 00:01:00 GMT",
    "Thu, 01.Jan.2026 00:01:00 GMT",
    "Thu, 1 Jan 2026 00:01:00 GMT",
    "Thu, 01 Jan 2026 0:01:00 GMT",
    "Thu, 01 Jan 2026 00.01.00 GMT",
    "Thu, 01 Jan 2026 00:01 GMT",
    "Thu, 01 January 2026 00:01:00 GMT",
    "Tue, 31 Feb 2026 00:01:00 GMT",
    "Thu, 00 Jan 2026 00:01:00 GMT",
    "Thu, 01 Jan 2026 24:00:00 GMT",
    "Thu, 01 Jan 2026 00:60:00 GMT",
    "Thu, 01 Jan 2026 00:01:61 GMT",
    "Foo, 01 Jan 2026 00:01:00 GMT",
    "2026-01-01T00:01:00Z",
    "Thu, 01 Jan 2026 00:01:00 GMT, x",
  ])("RFC 9110 §5.6.7 rule 76: %s is no date", async (expires) => {
    expect(await freshWith(expires)).toBe(0);
  });

  it("RFC 9110 §5.6.7 rule 76: second 60 is legal", async () => {
    expect(await freshWith("Thu, 01 Jan 2026 00:00:60 GMT")).toBe(60);
  });

  it("§4.2 rule 77: fractions of a second do not lengthen a life", async () => {
    await using stage = openStage(mode);
    stage.clock.advance(900);
    stage.origin("/a", { headers: { Expires: dateAt(10), Date: dateAt(0) } });
    stage.origin("/b", { headers: { Expires: dateAt(10) } });
    for (const path of ["/a", "/b"]) await stage.ask(path);
    stage.clock.advance(9_099);
    const options = { readOnly: true };
    for (const path of ["/a", "/b"]) expect((await stage.ask(path, { options })).cache.kind).toBe("hit");
    stage.clock.advance(1);
    for (const path of ["/a", "/b"]) expect((await stage.ask(path, { options })).cache.kind).toBe("miss");
  });

  it.each([undefined, "yesterday", ""])(
    "§4.2.1 rule 83: with Date: %s, Expires counts from the receipt",
    async (date) => {
      const headers = { Expires: dateAt(60), ...(date === undefined ? {} : { Date: date }) };
      expect(await freshSeconds(mode, { headers })).toBe(60);
      expect(await secondAnswer(mode, { headers, takesMs: 20_000, after: 19 })).toBe("hit");
      expect(await secondAnswer(mode, { headers, takesMs: 20_000, after: 40 })).toBe("miss");
    },
  );
});
