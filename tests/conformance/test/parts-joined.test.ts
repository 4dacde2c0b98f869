import { describe, expect, it } from "vitest";
import { fieldLines } from "../src/message.ts";
import { asked, DIGITS, part, ranged, told } from "../src/part-answers.ts";
import { type Answer, MODES, openStage } from "../src/stage.ts";

describe.each(MODES)("parts that are joined, %s", (mode) => {
  it.each([
    [
      "halves",
      [
        [0, 4],
        [5, 9],
      ],
    ],
    [
      "halves, the second first",
      [
        [5, 9],
        [0, 4],
      ],
    ],
    [
      "parts that overlap",
      [
        [0, 6],
        [3, 9],
      ],
    ],
    [
      "three",
      [
        [0, 2],
        [3, 5],
        [6, 9],
      ],
    ],
    ["one that is all of it", [[0, 9]]],
  ])("§3.4 rule 140: %s with one strong validator become the whole 200", async (_what, spans) => {
    await using stage = openStage(mode);
    const replies = spans.map(([start = 0, end = 0]) => part(start, end));
    await asked(stage, replies, ...spans.map(([start, end]) => ranged(`${start}-${end}`)));
    const whole = await stage.ask("/a");
    expect(told(whole)).toEqual(["hit", 200, DIGITS]);
    expect([whole.lines("Content-Range"), whole.lines("Content-Length")]).toEqual([[], ["10"]]);
    expect((await stage.ask("/a", ranged("4-5"))).text).toBe("45");
    await stage.cache.flush();
    expect([stage.asked("/a"), await stage.cache.count()]).toEqual([spans.length, 1]);
  });

  it("§3.4 rule 140: parts that adjoin are one longer part before they are all", async () => {
    await using stage = openStage(mode);
    const answer = await asked(stage, [part(1, 3), part(4, 6)], ranged("1-3"), ranged("4-6"), ranged("2-5"));
    expect([...told(answer), ...answer.lines("Content-Range")]).toEqual(["hit", 206, "2345", "bytes 2-5/10"]);
  });

  it.each<[string, Answer]>([
    ["another validator", part(5, 9, { ETag: '"b"' })],
    ["another length of the whole", part(5, 9, {}, "11")],
    ["a gap between them", part(6, 9)],
    ["another coding", part(5, 9, { "Content-Encoding": "br" })],
  ])("§3.4 rule 140: parts with %s are not joined", async (_what, second) => {
    await using stage = openStage(mode);
    const range = fieldLines(Object.entries(second.headers ?? {}) as never, "Content-Range")[0] ?? "";
    const asking = ranged(range.replace(/^bytes (\d+-\d+).*/, "$1"));
    const whole = { headers: { "Cache-Control": "no-store" }, body: "origin's" };
    const answer = await asked(stage, [part(0, 4), second, whole], ranged("0-4"), asking, {});
    expect(told(answer)).toEqual(["miss", 200, "origin's"]);
    expect((await stage.ask("/a", ranged("3-6"))).cache.kind).toBe("miss");
  });

  it("§3.4 rule 140: the fields are those of the newer part, and what only the older one had", async () => {
    await using stage = openStage(mode);
    const first = part(0, 4, { "X-Old": "1" });
    await asked(stage, [first, part(5, 9, { "X-A": "2" })], ranged("0-4"), ranged("5-9"));
    const whole = await stage.ask("/a");
    expect([whole.lines("X-A"), whole.lines("X-Old")]).toEqual([["2"], ["1"]]);
  });

  it("§3.4 rule 140: a whole made of parts lives as long as the newest says, and no-cache binds it", async () => {
    await using stage = openStage(mode);
    const second = part(5, 9, { "Cache-Control": "max-age=5" });
    await asked(stage, [part(0, 4), second], ranged("0-4"), ranged("5-9"));
    stage.origin("/a", { status: 304, headers: { ETag: '"a"', "Cache-Control": "no-cache" } });
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
    stage.later(5);
    expect(told(await stage.ask("/a"))).toEqual(["revalidated", 200, DIGITS]);
    expect(told(await stage.ask("/a"))).toEqual(["revalidated", 200, DIGITS]);
  });

  it("§3.4 rule 140: parts whose whole would not fit into a record stay two answers", async () => {
    await using stage = openStage(mode, { inlineBytes: 6 });
    const answer = await asked(stage, [part(0, 4), part(5, 9)], ranged("0-4"), ranged("5-9"), ranged("6-7"));
    expect(told(answer)).toEqual(["hit", 206, "67"]);
  });
});
