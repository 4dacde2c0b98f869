import { describe, expect, it } from "vitest";
import { dateAt } from "../src/dates.ts";
import { freshSeconds, isKept, secondAnswer } from "../src/reuse.ts";
import { MODES, openStage } from "../src/stage.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;

describe.each(MODES)("the freshness lifetime, %s", (mode) => {
  it("§4.2.1 rule 80: s-maxage, max-age, Expires, a guess: the first that is there decides", async () => {
    const shared = mode === "shared";
    const all = {
      "Cache-Control": "max-age=20, s-maxage=10",
      Expires: dateAt(30),
      Date: dateAt(0),
      "Last-Modified": dateAt(-400),
    };
    expect(await freshSeconds(mode, { headers: all })).toBe(shared ? 10 : 20);
    expect(await freshSeconds(mode, { headers: { ...all, "Cache-Control": "max-age=20" } })).toBe(20);
    expect(await freshSeconds(mode, { headers: { ...all, "Cache-Control": "public" } })).toBe(30);
    const { Date: date, "Last-Modified": changed } = all;
    expect(await freshSeconds(mode, { headers: { Date: date, "Last-Modified": changed } })).toBe(40);
  });

  it("§4.2.1 rule 80: a longer lifetime further down the order does not count", async () => {
    const headers = { "Cache-Control": "max-age=5", Expires: dateAt(600), Date: dateAt(0), ETag: '"a"' };
    expect(await freshSeconds(mode, { headers })).toBe(5);
    const both = { ...headers, "Cache-Control": "max-age=600, s-maxage=5" };
    expect(await freshSeconds(mode, { headers: both })).toBe(mode === "shared" ? 5 : 600);
  });

  it("§4.2.1 rule 80: Expires counts from Date", async () => {
    expect(await freshSeconds(mode, { headers: { Expires: dateAt(60), Date: dateAt(0) } })).toBe(60);
    expect(await freshSeconds(mode, { headers: { Expires: dateAt(60), Date: dateAt(-30) } })).toBe(60);
  });

  it("§4.2 rule 82: an age equal to the lifetime is stale", async () => {
    const headers = { "Cache-Control": "max-age=10", ETag: '"a"' };
    expect(await secondAnswer(mode, { headers, after: 9.999 })).toBe("hit");
    expect(await secondAnswer(mode, { headers, after: 10 })).toBe("miss");
    expect(await secondAnswer(mode, { headers: { ...headers, "Cache-Control": "max-age=0" } })).toBe("miss");
    expect(await secondAnswer(mode, { headers: { ...headers, Age: "10" } })).toBe("miss");
    expect(await secondAnswer(mode, { headers: { ...headers, Age: "9" } })).toBe("hit");
  });

  it.each([
    { "Cache-Control": "max-age=0" },
    { "Cache-Control": "max-age=soon" },
    { Expires: "0" },
    { Expires: "soon" },
    { Expires: dateAt(-60) },
  ])("§4.2.2 rule 84: nothing is guessed beside %o", async (explicit) => {
    const headers = { ...explicit, "Last-Modified": dateAt(-365 * DAY), Date: dateAt(0) };
    expect(await freshSeconds(mode, { headers })).toBe(0);
  });

  it("§4.2.2 rule 85: what may not be guessed at is not, but where it is public", async () => {
    const headers = { "Last-Modified": dateAt(-1_000), Date: dateAt(0) };
    expect(await isKept(mode, { status: 599, headers })).toBe(false);
    const open = { ...headers, "Cache-Control": "public" };
    expect(await freshSeconds(mode, { status: 599, headers: open })).toBe(100);
    expect(await freshSeconds(mode, { status: 404, headers })).toBe(100);
  });

  it("§4.2.2 rule 86: the guess is a tenth of the time since the last change", async () => {
    const headers = { Date: dateAt(0), "Last-Modified": dateAt(-10 * HOUR) };
    expect(await freshSeconds(mode, { headers })).toBe(HOUR);
    expect(await freshSeconds(mode, { headers: { "Last-Modified": dateAt(-10 * HOUR) } })).toBe(HOUR);
    expect(await freshSeconds(mode, { headers: { ...headers, Age: "600" } })).toBe(HOUR - 600);
  });

  it.each([dateAt(0), dateAt(600), dateAt(365 * DAY), "yesterday", ""])(
    "§4.2.2 rule 86: Last-Modified: %s gives no guess",
    async (changed) => {
      const headers = { Date: dateAt(0), "Last-Modified": changed };
      expect(await freshSeconds(mode, { headers })).toBe(0);
    },
  );

  it("§4.2.2 rule 87: the guess ends at a day", async () => {
    const headers = { Date: dateAt(0), "Last-Modified": dateAt(-3_650 * DAY) };
    expect(await freshSeconds(mode, { headers })).toBe(DAY);
  });

  it("§4.2.2 rule 87: a setting replaces the guess, and can switch it off", async () => {
    const headers = { Date: dateAt(0), "Last-Modified": dateAt(-365 * DAY) };
    expect(await freshSeconds(mode, { headers, options: { expireAfter: 5 } })).toBe(5);
    expect(await freshSeconds(mode, { headers, options: { expireAfter: 0 } })).toBe(0);
    const explicit = { ...headers, "Cache-Control": "max-age=60" };
    expect(await freshSeconds(mode, { headers: explicit, options: { expireAfter: 5 } })).toBe(60);
  });

  it("§4.2.2 rule 88: a query string does not forbid the guess", async () => {
    await using stage = openStage(mode);
    stage.origin("/a?b=1", { headers: { "Last-Modified": dateAt(-10_000) } });
    expect(await stage.kinds("/a?b=1", {}, {})).toEqual(["miss", "hit"]);
  });
});

describe("what only one mode hears", () => {
  it("§5.2.2.10 rule 81: a private cache takes no lifetime from s-maxage [private]", async () => {
    const headers = { "Cache-Control": "s-maxage=600, max-age=60" };
    expect(await freshSeconds("private", { headers })).toBe(60);
    const expires = { "Cache-Control": "s-maxage=600", Expires: dateAt(60), Date: dateAt(0) };
    expect(await freshSeconds("private", { headers: expires })).toBe(60);
  });

  it("§5.2.2.10 rule 81: nor a permission to store, nor a ban on staleness [private]", async () => {
    const answer = { status: 299, headers: { "Cache-Control": "s-maxage=600", ETag: '"a"' } };
    expect(await isKept("private", answer)).toBe(false);
    expect(await isKept("shared", answer)).toBe(true);
    const stale = { "Cache-Control": "max-age=1, s-maxage=1, stale-while-revalidate=60" };
    expect(await secondAnswer("private", { headers: stale, after: 2 })).toBe("stale");
    expect(await secondAnswer("shared", { headers: { ...stale, ETag: '"a"' }, after: 2 })).toBe("miss");
  });
});
