import { describe, expect, it } from "vitest";
import { fieldLines } from "../src/message.ts";
import { asked, DIGITS, OF_A_PART, part, ranged, told } from "../src/part-answers.ts";
import { type Answer, type Asking, MODES, openStage } from "../src/stage.ts";

describe.each(MODES)("parts, %s", (mode) => {
  it.each([
    ["2-5", "2345", "bytes 2-5/10"],
    ["3-4", "34", "bytes 3-4/10"],
    ["5-5", "5", "bytes 5-5/10"],
  ])(
    "§3.3 rule 141: a stored part answers %s, which lies within it, with a 206",
    async (range, text, where) => {
      await using stage = openStage(mode);
      const answer = await asked(stage, [part(2, 5)], ranged("2-5"), ranged(range));
      expect(told(answer)).toEqual(["hit", 206, text]);
      expect(answer.lines("Content-Range")).toEqual([where]);
      expect(answer.lines("Content-Length")).toEqual([String(text.length)]);
      expect([answer.lines("ETag"), answer.lines("Age"), stage.asked("/a")]).toEqual([['"a"'], ["0"], 1]);
    },
  );

  it.each([
    ["7-", "789", "bytes 7-9/10"],
    ["-2", "89", "bytes 8-9/10"],
    ["8-99", "89", "bytes 8-9/10"],
  ])("§3.3 rule 141: where it is the end of it all, a part answers %s too", async (range, text, where) => {
    await using stage = openStage(mode);
    const answer = await asked(stage, [part(6, 9)], ranged("6-"), ranged(range));
    expect([...told(answer), ...answer.lines("Content-Range")]).toEqual(["hit", 206, text, where]);
  });

  it("§3.3 rule 141: a part of something whose end nobody knows says so, and answers only what has an end", async () => {
    await using stage = openStage(mode);
    const answer = await asked(stage, [part(2, 5, {}, "*"), part(2, 9)], ranged("2-5"), ranged("2-3"));
    expect([...told(answer), ...answer.lines("Content-Range")]).toEqual(["hit", 206, "23", "bytes 2-3/*"]);
    for (const range of ["3-", "-4", "3-9"]) {
      stage.origin("/a", part(6, 9, { "Cache-Control": "no-store" }));
      expect([range, (await stage.ask("/a", ranged(range))).cache.kind]).toEqual([range, "miss"]);
    }
  });

  it.each<[string, Asking]>([
    ["all of it", {}],
    ["a HEAD", { method: "HEAD" }],
    ["more before it", ranged("1-4")],
    ["more behind it", ranged("4-6")],
    ["an open end", ranged("2-")],
    ["the last bytes", ranged("-4")],
    ["several ranges", ranged("2-2,4-4")],
    ["another state", ranged("2-5", { "If-Range": '"b"' })],
  ])("§3.3 rule 33: a part never answers what it has not: %s", async (_what, asking) => {
    await using stage = openStage(mode);
    const answer = await asked(
      stage,
      [part(2, 5), { headers: OF_A_PART, body: "new" }],
      ranged("2-5"),
      asking,
    );
    expect([answer.cache.fromCache, stage.asked("/a")]).toEqual([false, 2]);
    const [, second] = stage.sent;
    expect(fieldLines(second?.headers ?? [], "If-None-Match")).toEqual([]);
  });

  it("§3.3 rule 33: nor is it a whole to who must not ask the origin", async () => {
    await using stage = openStage(mode);
    const offline = { headers: { "Cache-Control": "only-if-cached, max-stale" } };
    const answer = await asked(stage, [part(0, 8)], ranged("0-8"), offline);
    expect([answer.status, answer.cache.reason]).toEqual([504, "nothing-stored"]);
  });

  it("§3.3 rule 33: nor where the origin fails", async () => {
    await using stage = openStage(mode, { staleIfError: true });
    stage.origin("/a", part(0, 8), new Error("reset"));
    await stage.ask("/a", ranged("0-8"));
    await expect(stage.ask("/a")).rejects.toThrow("reset");
  });

  it("§3.3 rule 33: cache.contains and cache.get know it only as a part", async () => {
    await using stage = openStage(mode);
    await asked(stage, [part(2, 5)], ranged("2-5"));
    const url = stage.sent[0]?.url ?? "";
    expect([await stage.cache.contains(url), await stage.cache.get(url)]).toEqual([false, undefined]);
    const request = { method: "GET", url, headers: [["Range", "bytes=3-4"]] as const };
    expect([await stage.cache.contains(request), (await stage.cache.get(request))?.status]).toEqual([
      true,
      206,
    ]);
  });

  it.each<[string, Answer]>([
    [
      "no validator",
      { ...part(2, 5), headers: { "Cache-Control": "max-age=60", "Content-Range": "bytes 2-5/10" } },
    ],
    ["a weak validator", part(2, 5, { ETag: 'W/"a"' })],
    ["a date alone", part(2, 5, { ETag: "", "Last-Modified": "Mon, 05 Jan 2026 00:00:00 GMT" })],
    ["another range than was asked", part(2, 6)],
    ["no range", part(2, 5, { "Content-Range": "rubbish" })],
    ["a length that its range has not", { ...part(2, 5), body: "234" }],
    [
      "a length that nothing but its range contradicts",
      { ...part(2, 5, { "Content-Length": "3" }), body: "234" },
    ],
    ["no-store", part(2, 5, { "Cache-Control": "no-store" })],
    ["ranges of states of its own", part(2, 5, { Vary: "Range" })],
    ["a coding that was undone", part(2, 5, { "Content-Encoding": "gzip" })],
  ])("§3.3 rule 141: what comes with %s is passed on and not kept", async (_what, answer) => {
    await using stage = openStage(mode);
    const first = await asked(stage, [answer], ranged("2-5"));
    await stage.cache.flush();
    expect([first.status, await stage.cache.count()]).toEqual([206, 0]);
  });

  it.each([
    [part(0, 2), 0],
    [part(6, 9), 0],
    [part(7, 9, {}, "*"), 0],
    [part(7, 9), 1],
    [part(8, 9), 1],
  ])("§3.3 rule 141: to the last three bytes, %o is kept as %i", async (answer, count) => {
    await using stage = openStage(mode);
    const first = await asked(stage, [answer], ranged("-3"));
    await stage.cache.flush();
    expect([first.status, await stage.cache.count()]).toEqual([206, count]);
  });

  it("§4.3.4 rule 141: a stale part is confirmed for the range that was asked, and stays a part", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", part(2, 5), { status: 304, headers: OF_A_PART });
    await stage.ask("/a", ranged("2-5"));
    stage.later(61);
    const answer = await stage.ask("/a", ranged("3-4"));
    expect([...told(answer), ...answer.lines("Content-Range")]).toEqual([
      "revalidated",
      206,
      "34",
      "bytes 3-4/10",
    ]);
    expect(fieldLines(stage.sent[1]?.headers ?? [], "If-None-Match")).toEqual(['"a"']);
    expect(told(await stage.ask("/a", ranged("2-5")))).toEqual(["hit", 206, "2345"]);
  });

  it("§4.3.2 rule 128: the caller's own tag is judged by a part's", async () => {
    await using stage = openStage(mode);
    const answer = await asked(stage, [part(2, 5)], ranged("2-5"), ranged("2-5", { "If-None-Match": '"a"' }));
    expect([answer.status, answer.text]).toEqual([304, ""]);
  });

  it("§4.1 rule 140: a part is one variant's, and another's is not joined to it", async () => {
    await using stage = openStage(mode);
    const varied = (start: number, end: number) => part(start, end, { Vary: "X" });
    const x = (range: string, value: string) => ranged(range, { X: value });
    await asked(stage, [varied(0, 4), varied(5, 9)], x("0-4", "1"), x("5-9", "2"));
    stage.origin("/a", { headers: { "Cache-Control": "no-store" }, body: "origin's" });
    expect((await stage.ask("/a", { headers: { X: "2" } })).text).toBe("origin's");
    expect((await stage.ask("/a", x("0-4", "2"))).cache.kind).toBe("miss");
    expect((await stage.ask("/a", x("5-9", "2"))).text).toBe("56789");
  });

  it("§4.3.1 rule 53: a part's tag does not go along where another variant is asked for", async () => {
    await using stage = openStage(mode);
    const varied = { ...OF_A_PART, Vary: "X" };
    const whole = (value: string) => ({ headers: { ...varied, ETag: `"${value}"` }, body: value });
    stage.origin("/a", part(2, 5, { Vary: "X" }), whole("b"), whole("c"));
    await stage.ask("/a", ranged("2-5", { X: "1" }));
    for (const value of ["2", "3", "4"]) await stage.ask("/a", { headers: { X: value } });
    expect(fieldLines(stage.sent[3]?.headers ?? [], "If-None-Match")).toEqual(['"b", "c"']);
  });

  it("§3.5 rule 152: a part is one credential's, and another's is not joined to it", async () => {
    await using stage = openStage(mode);
    const open = { "Cache-Control": "max-age=60, public" };
    const as = (range: string, user: string) => ranged(range, { Authorization: user });
    await asked(stage, [part(0, 4, open), part(5, 9, open)], as("0-4", "a"), as("5-9", "b"));
    stage.origin("/a", { headers: { "Cache-Control": "no-store" }, body: "origin's" });
    expect((await stage.ask("/a", { headers: { Authorization: "a" } })).text).toBe("origin's");
  });

  it("§4.4 rule 142: what changes the resource makes its parts unusable", async () => {
    await using stage = openStage(mode);
    await asked(stage, [part(2, 5), {}, part(2, 5)], ranged("2-5"), { method: "POST" });
    expect((await stage.ask("/a", ranged("2-5"))).cache.kind).toBe("miss");
  });

  it("§4.3.5 rule 134: a HEAD of the same state and length freshens a part, of another it makes it stale", async () => {
    for (const [length, kind] of [
      ["10", "hit"],
      ["11", "miss"],
    ] as const) {
      await using stage = openStage(mode);
      const head = { headers: { ...OF_A_PART, "Content-Length": length } };
      await asked(stage, [part(2, 5), head, part(2, 5)], ranged("2-5"), { method: "HEAD" });
      await stage.cache.flush();
      expect([length, (await stage.ask("/a", ranged("2-5"))).cache.kind]).toEqual([length, kind]);
    }
  });

  it("§3.3 rule 136: a whole that is stored takes the place of its part, and a part none of a whole", async () => {
    await using stage = openStage(mode);
    const whole = { headers: OF_A_PART, body: DIGITS };
    await asked(stage, [part(2, 5), whole], ranged("2-5"), {});
    await stage.cache.flush();
    expect(await stage.cache.count()).toBe(1);
    stage.origin("/a", part(2, 5, { ETag: '"b"' }));
    await stage.ask("/a", ranged("2-5", { "Cache-Control": "no-cache" }));
    expect(told(await stage.ask("/a"))).toEqual(["hit", 200, DIGITS]);
  });

  it("§3.3 rule 141: a part above the limit of what stands in a record is passed on", async () => {
    await using stage = openStage(mode, { inlineBytes: 3 });
    expect((await asked(stage, [part(2, 5)], ranged("2-5"))).text).toBe("2345");
    await stage.cache.flush();
    expect(await stage.cache.count()).toBe(0);
  });
});

describe("parts where settings decide", () => {
  it("V18: a 206 is never kept, though it is among the codes that are", async () => {
    await using stage = openStage("private", { cacheControl: false, allowableCodes: [200, 206] });
    await asked(stage, [part(2, 5)], ranged("2-5"));
    await stage.cache.flush();
    expect(await stage.cache.count()).toBe(0);
  });
});
