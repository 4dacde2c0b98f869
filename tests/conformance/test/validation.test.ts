import { describe, expect, it } from "vitest";
import { type Fields, fieldLines, headerList } from "../src/message.ts";
import { MODES, openStage } from "../src/stage.ts";

const LAST_WEEK = "Mon, 05 Jan 2026 00:00:00 GMT";

/** The conditions that go out for an answer that has just become stale. */
async function conditionsFor(mode: (typeof MODES)[number], validators: Fields): Promise<readonly string[]> {
  await using stage = openStage(mode);
  stage.origin("/a", { headers: [["Cache-Control", "max-age=1"], ...headerList(validators)] });
  await stage.ask("/a");
  stage.later(2);
  await stage.ask("/a");
  const headers = stage.sent[1]?.headers ?? [];
  return ["If-None-Match", "If-Modified-Since"].flatMap((name) => fieldLines(headers, name));
}

describe.each(MODES)("conditions, %s", (mode) => {
  it.each(['"a"', 'W/"a"', '"a,b"', "unquoted", '"ä"', '"<a>"', '""', 'w/"a"'])(
    "§4.3.1 rule 115: the entity tag %s goes out as it came",
    async (tag) => {
      expect(await conditionsFor(mode, { ETag: tag })).toEqual([tag]);
    },
  );

  it.each([LAST_WEEK, "Monday, 05-Jan-26 00:00:00 GMT", "yesterday"])(
    "§4.3.1 rule 116: Last-Modified: %s goes out as it came",
    async (date) => {
      expect(await conditionsFor(mode, { "Last-Modified": date })).toEqual([date]);
    },
  );

  it("§4.3.1 rule 116: both validators go out together", async () => {
    expect(await conditionsFor(mode, { ETag: '"a"', "Last-Modified": LAST_WEEK })).toEqual([
      '"a"',
      LAST_WEEK,
    ]);
  });

  it("§4.3.1 rule 116: no date is made up where there is no Last-Modified", async () => {
    expect(await conditionsFor(mode, { Date: LAST_WEEK })).toEqual([]);
    expect(await conditionsFor(mode, { Date: LAST_WEEK, ETag: '"a"' })).toEqual(['"a"']);
  });

  it("§4.3.1 rule 117: a refresh behind a stale answer repeats method, URI and the fields of Vary", async () => {
    await using stage = openStage(mode);
    const headers = {
      "Cache-Control": "max-age=1, stale-while-revalidate=60",
      Vary: "Accept, X-A",
      ETag: '"a"',
    };
    stage.origin("/a?b=1", { headers }, { status: 304, headers });
    const asking = { headers: { Accept: "a/a", "X-A": "1" } };
    await stage.ask("/a?b=1", asking);
    stage.later(2);
    expect((await stage.ask("/a?b=1", asking)).cache.kind).toBe("stale");
    await stage.cache.flush();
    const refresh = stage.sent[1];
    expect([refresh?.method, refresh?.url]).toEqual([stage.sent[0]?.method, stage.sent[0]?.url]);
    const names = ["Accept", "X-A", "If-None-Match"];
    expect(names.map((name) => fieldLines(refresh?.headers ?? [], name))).toEqual([["a/a"], ["1"], ['"a"']]);
  });

  it("§4.3.3 rule 118: a full answer replaces the variant it matches and leaves the others", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", ({ headers }) => {
      const [language = ""] = fieldLines(headers, "Accept-Language");
      const fields = { "Cache-Control": "max-age=60", Vary: "Accept-Language", ETag: `"${language}"` };
      return { headers: fields, body: `${language} ${stage.asked("/a")}` };
    });
    const inLanguage = async (language: string, directives = "max-stale"): Promise<string> =>
      (await stage.ask("/a", { headers: { "Accept-Language": language, "Cache-Control": directives } })).text;
    for (const language of ["en", "de", "fr"]) await inLanguage(language);
    expect(await inLanguage("es")).toBe("es 4");
    expect(await inLanguage("de", "no-cache")).toBe("de 5");
    const texts = await Promise.all(["en", "de", "fr", "es"].map((language) => inLanguage(language)));
    expect(texts).toEqual(["en 1", "de 5", "fr 3", "es 4"]);
  });

  it.each([500, 502, 503, 504])(
    "§4.3.3 rule 119: %i to a condition is passed on, and the entry stays",
    async (status) => {
      await using stage = openStage(mode);
      const headers = { "Cache-Control": "max-age=1", ETag: '"a"' };
      stage.origin("/a", { headers, body: "old" }, { status }, { status: 304, headers });
      await stage.ask("/a");
      stage.later(2);
      expect((await stage.ask("/a")).status).toBe(status);
      const third = await stage.ask("/a");
      expect([third.cache.kind, third.status, third.text]).toEqual(["revalidated", 200, "old"]);
    },
  );

  it("§4.3.3 rule 119: 503 to a condition: a stale answer stands in where it may, and stays", async () => {
    await using stage = openStage(mode);
    const headers = { "Cache-Control": "max-age=1, stale-if-error=60", ETag: '"a"' };
    stage.origin("/a", { headers, body: "old" }, { status: 503 }, { status: 304, headers });
    await stage.ask("/a");
    stage.later(2);
    expect(await stage.kinds("/a", {}, {})).toEqual(["stale", "revalidated"]);
  });

  it("§4.3.2 rule 128: If-None-Match goes before If-Modified-Since, compares weakly, and knows lists and *", async () => {
    await using stage = openStage(mode);
    const headers = { "Cache-Control": "max-age=60", ETag: 'W/"a"', "Last-Modified": LAST_WEEK };
    stage.origin("/a", { headers });
    await stage.ask("/a");
    const status = async (fields: Fields): Promise<number> =>
      (await stage.ask("/a", { headers: fields })).status;
    for (const tags of ['"a"', 'W/"a"', '"x", "a"', "*"])
      expect(await status({ "If-None-Match": tags })).toBe(304);
    expect(await status({ "If-None-Match": '"x"', "If-Modified-Since": LAST_WEEK })).toBe(200);
    expect(
      await status({ "If-None-Match": '"a"', "If-Modified-Since": "Thu, 01 Jan 1998 00:00:00 GMT" }),
    ).toBe(304);
    expect(await status({ "If-Modified-Since": LAST_WEEK })).toBe(304);
    expect(await status({ "If-Modified-Since": "Thu, 01 Jan 1998 00:00:00 GMT" })).toBe(200);
    expect(await status({ "If-Modified-Since": "no date" })).toBe(200);
    expect(stage.asked("/a")).toBe(1);
  });

  it.each([true, false])(
    "§4.3.2 rule 128: without Last-Modified, Date (%s) or the receipt is compared",
    async (hasDate) => {
      await using stage = openStage(mode);
      const date = stage.date();
      const headers = { "Cache-Control": "max-age=60", ...(hasDate ? { Date: date } : {}) };
      stage.origin("/a", { headers });
      await stage.ask("/a");
      const since = async (at: string): Promise<number> =>
        (await stage.ask("/a", { headers: { "If-Modified-Since": at } })).status;
      expect([await since(date), await since(stage.date(-5))]).toEqual([304, 200]);
      expect(stage.asked("/a")).toBe(1);
    },
  );

  it("§4.3.2 rule 128: for a stale entry the caller's conditions go to the origin as they are", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: { "Cache-Control": "max-age=1", ETag: '"a"' } }, { status: 304 });
    await stage.ask("/a");
    stage.later(2);
    const answer = await stage.ask("/a", { headers: { "If-None-Match": '"b"' } });
    expect(answer.status).toBe(304);
    expect(fieldLines(stage.sent[1]?.headers ?? [], "If-None-Match")).toEqual(['"b"']);
  });

  it("RFC 9110 §15.4.5 rule 129: a 304 made here has the fields that it must, and none of the body", async () => {
    await using stage = openStage(mode);
    const must = {
      ETag: '"a"',
      Date: stage.date(),
      "Cache-Control": "max-age=60",
      "Content-Location": "/a.html",
      Expires: stage.date(30),
      Vary: "Accept",
    };
    stage.origin("/a", {
      headers: { ...must, "Content-Type": "text/html", "Content-Length": "1" },
      body: "a",
    });
    await stage.ask("/a");
    const answer = await stage.ask("/a", { headers: { "If-None-Match": '"a"' } });
    expect([answer.status, answer.text]).toEqual([304, ""]);
    for (const [name, value] of Object.entries(must)) expect(answer.lines(name)).toEqual([value]);
    expect([...answer.lines("Content-Type"), ...answer.lines("Content-Length")]).toEqual([]);
  });

  it("§4.3.2 rule 130: a 304 about a tag that only the cache had sent becomes a full answer", async () => {
    await using stage = openStage(mode);
    const headers = { "Cache-Control": "max-age=1", ETag: '"a"' };
    stage.origin("/a", { headers, body: "all" }, { status: 304, headers });
    await stage.ask("/a");
    stage.later(2);
    const answer = await stage.ask("/a");
    expect([answer.status, answer.text]).toEqual([200, "all"]);
  });

  it("§4.3.2 rule 130: with conditions of the caller's own, the cache adds none that could bring such a 304", async () => {
    await using stage = openStage(mode);
    const headers = { "Cache-Control": "max-age=1", ETag: '"a"', "Last-Modified": LAST_WEEK };
    stage.origin("/a", { headers, body: "all" });
    await stage.ask("/a");
    stage.later(2);
    expect((await stage.ask("/a", { headers: { "If-None-Match": '"b"' } })).status).toBe(200);
    const sent = stage.sent[1]?.headers ?? [];
    expect([fieldLines(sent, "If-None-Match"), fieldLines(sent, "If-Modified-Since")]).toEqual([['"b"'], []]);
  });

  it.each([{ "If-Match": '"a"' }, { "If-Unmodified-Since": LAST_WEEK }])(
    "§4.3.2 rule 131: the origin judges %o",
    async (headers) => {
      await using stage = openStage(mode);
      const stored = { "Cache-Control": "max-age=60", ETag: '"b"', "Last-Modified": LAST_WEEK };
      stage.origin("/a", { headers: stored }, { status: 412 });
      await stage.ask("/a");
      expect((await stage.ask("/a", { headers })).status).toBe(412);
      expect(stage.sent[1]?.headers).toEqual(Object.entries(headers));
      expect((await stage.ask("/a")).cache.kind).toBe("hit");
    },
  );
});
