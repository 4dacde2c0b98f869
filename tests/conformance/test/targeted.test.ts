import { describe, expect, it } from "vitest";
import type { Fields } from "../src/message.ts";
import { freshSeconds, secondAnswer } from "../src/reuse.ts";
import { openStage } from "../src/stage.ts";

const CDN = { targetedFields: ["Our-Cache-Control", "CDN-Cache-Control"] };

const lifetime = (headers: Fields): Promise<number> => freshSeconds("shared", { headers, options: CDN });
const second = (headers: Fields, options = CDN): Promise<string> =>
  secondAnswer("shared", { headers, options });

describe("targeted fields in a private cache", () => {
  it("RFC 9213 §2.2 rule 160: a targeted field changes nothing and passes through", async () => {
    await using stage = openStage("private");
    stage.origin("/a", { headers: { "Cache-Control": "max-age=60", "CDN-Cache-Control": "no-store" } });
    await stage.ask("/a");
    const answer = await stage.ask("/a");
    expect([answer.cache.kind, answer.lines("CDN-Cache-Control")]).toEqual(["hit", ["no-store"]]);
    const headers = { "Cache-Control": "no-store", "CDN-Cache-Control": "max-age=60" };
    expect(await secondAnswer("private", { headers })).toBe("miss");
  });
});

describe("targeted fields in a shared cache", () => {
  it("RFC 9213 §2.2 rule 160: without a list they change nothing", async () => {
    const headers = { "Cache-Control": "max-age=60", "CDN-Cache-Control": "no-store" };
    expect(await secondAnswer("shared", { headers })).toBe("hit");
  });

  it("RFC 9213 §2.2 rule 161: the first listed field decides, whatever the order of lines", async () => {
    const headers = {
      "CDN-Cache-Control": "max-age=20",
      "Our-Cache-Control": "max-age=10",
      "Cache-Control": "max-age=30",
    };
    expect(await lifetime(headers)).toBe(10);
    expect(await lifetime({ "CDN-Cache-Control": "max-age=20", "Cache-Control": "max-age=30" })).toBe(20);
  });

  it.each([
    { "Cache-Control": "no-store" },
    { "Cache-Control": "private" },
    { "Cache-Control": "s-maxage=5" },
    { Expires: "Thu, 01 Jan 1998 00:00:00 GMT" },
  ])("RFC 9213 §2.2 rule 161: beside it %o says nothing", async (fields) => {
    expect(await lifetime({ ...fields, "CDN-Cache-Control": "max-age=20" })).toBe(20);
  });

  it("RFC 9213 §2.2 rule 161: nor does it lend its lifetime", async () => {
    const headers = { "CDN-Cache-Control": "must-revalidate", "Cache-Control": "max-age=60" };
    expect(await second(headers)).toBe("miss");
  });

  it.each([
    "",
    "max-age=10,",
    "max-age=10; ",
    "max-age = 10",
    "max-age=10,,no-store",
    "MAX-AGE=10",
    "max-age=10, &",
    "max-age='10'",
  ])(
    "RFC 9213 §2.1 rule 162: with an error, or nothing in it, it is as good as absent: '%s'",
    async (value) => {
      expect(await lifetime({ "CDN-Cache-Control": value, "Cache-Control": "max-age=30" })).toBe(30);
    },
  );

  it("RFC 9213 §2.1 rule 162: parameters are passed over, and lines are one dictionary", async () => {
    expect(await lifetime({ "CDN-Cache-Control": "max-age=10;a=1;b" })).toBe(10);
    expect(await lifetime({ "CDN-Cache-Control": ["must-revalidate", "max-age=10"] })).toBe(10);
    expect(await lifetime({ "CDN-Cache-Control": "max-age=5, max-age=10" })).toBe(10);
  });

  it.each(["max-age=1.5", 'max-age="60"', "max-age=?1", "max-age", "max-age=(60)"])(
    "RFC 9213 §2.1 rule 163: %s is no lifetime",
    async (value) => {
      const headers = { "CDN-Cache-Control": `${value}, must-revalidate`, "Cache-Control": "max-age=30" };
      expect(await second(headers)).toBe("miss");
    },
  );

  it.each(["no-store=?0", "no-store=1", 'no-store="x"', "private=?0", "no-cache=?0"])(
    "RFC 9213 §2.1 rule 163: %s forbids nothing",
    async (value) => {
      expect(await second({ "CDN-Cache-Control": `max-age=60, ${value}` })).toBe("hit");
    },
  );

  it.each(["no-store", "private", "no-cache"])(
    "RFC 9213 §2.2 rule 164: %s in it is kept to",
    async (value) => {
      const headers = { "CDN-Cache-Control": `max-age=60, ${value}`, "Cache-Control": "max-age=60" };
      expect(await second(headers)).toBe("miss");
    },
  );

  it("RFC 9213 §2.2 rule 164: must-revalidate in it forbids stale use, and s-maxage goes before max-age", async () => {
    const trial = { options: CDN, after: 20, again: { headers: { "Cache-Control": "max-stale" } } };
    const headers = { "CDN-Cache-Control": "max-age=10, must-revalidate" };
    expect(await secondAnswer("shared", { ...trial, headers })).toBe("miss");
    expect(await secondAnswer("shared", { ...trial, headers: { "CDN-Cache-Control": "max-age=10" } })).toBe(
      "stale",
    );
    expect(await lifetime({ "CDN-Cache-Control": "max-age=10, s-maxage=20" })).toBe(20);
  });
});
