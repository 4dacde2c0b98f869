import { describe, expect, it } from "vitest";
import { type Fields, fieldLines } from "../src/message.ts";
import { MODES, openStage, type Read, type Stage } from "../src/stage.ts";

const DIGITS = "0123456789";
const MODIFIED = "Mon, 05 Jan 2026 00:00:00 GMT";
const WHOLE = {
  "Cache-Control": "max-age=60",
  ETag: '"a"',
  "Last-Modified": MODIFIED,
  "Content-Length": "10",
};

async function withWhole(stage: Stage, headers: Fields = WHOLE): Promise<void> {
  const part = { status: 206, headers: { "Content-Range": "bytes 0-1/10" }, body: "01" };
  stage.origin("/a", { headers, body: DIGITS }, part);
  await stage.ask("/a");
}

function partOf(stage: Stage, range: string, headers: Record<string, string> = {}): Promise<Read> {
  return stage.ask("/a", { headers: { Range: range, ...headers } });
}

describe.each(MODES)("ranges, %s", (mode) => {
  it.each(["bytes=0-1,3-4", "bytes=0-0, 0-0, 0-0", "lines=1-2", "foo", "bytes=a-b", "bytes=5-2", "bytes="])(
    "§3.3 rule 136: Range: %s goes to the origin, and the whole answer stays stored",
    async (range) => {
      await using stage = openStage(mode);
      await withWhole(stage);
      const answer = await partOf(stage, range);
      expect([answer.status, answer.text, stage.asked("/a")]).toEqual([206, "01", 2]);
      expect(fieldLines(stage.sent[1]?.headers ?? [], "Range")).toEqual([range]);
      const whole = await stage.ask("/a");
      expect([whole.cache.kind, whole.status, whole.text]).toEqual(["hit", 200, DIGITS]);
    },
  );

  it.each([
    ["bytes=0-1", "01", "bytes 0-1/10"],
    ["bytes=8-", "89", "bytes 8-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=0-", DIGITS, "bytes 0-9/10"],
    ["bytes=-99", DIGITS, "bytes 0-9/10"],
    ["bytes=5-99", "56789", "bytes 5-9/10"],
    ["bytes=9-9", "9", "bytes 9-9/10"],
    ["BYTES=0-0", "0", "bytes 0-0/10"],
  ])("RFC 9110 §14.2 rule 137: %s of a stored whole is '%s'", async (range, text, contentRange) => {
    await using stage = openStage(mode);
    await withWhole(stage);
    const answer = await partOf(stage, range);
    expect([answer.cache.kind, answer.status, answer.text]).toEqual(["hit", 206, text]);
    expect(answer.lines("Content-Range")).toEqual([contentRange]);
    expect(answer.lines("Content-Length")).toEqual([String(text.length)]);
    expect(answer.lines("ETag")).toEqual(['"a"']);
  });

  it.each(["bytes=10-", "bytes=10-20", "bytes=-0"])(
    "RFC 9110 §15.5.17 rule 137: %s cannot be satisfied: 416",
    async (range) => {
      await using stage = openStage(mode);
      await withWhole(stage);
      const answer = await partOf(stage, range);
      expect([answer.status, answer.text, answer.lines("Content-Range")]).toEqual([416, "", ["bytes */10"]]);
      expect(stage.asked("/a")).toBe(1);
    },
  );

  it("RFC 9110 §14.2 rule 137: the caller's condition is judged before its range", async () => {
    await using stage = openStage(mode);
    await withWhole(stage);
    expect((await partOf(stage, "bytes=0-1", { "If-None-Match": '"a"' })).status).toBe(304);
  });

  it.each(["HEAD", "POST"])("RFC 9110 §14.2 rule 138: %s has no ranges", async (method) => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: WHOLE, body: DIGITS });
    await stage.ask("/a");
    for (const range of ["bytes=0-1", "foo"]) {
      const answer = await stage.ask("/a", { method, headers: { Range: range } });
      expect([answer.status, answer.lines("Content-Range")]).toEqual([200, []]);
    }
  });

  it.each([
    "",
    "=",
    "bytes",
    "bytes=--1",
    "bytes=1-2-3",
    "bytes=99999999999999999999-",
    "bytes=-",
    "\u00ff=0-1",
    ",",
  ])("RFC 9110 §14.2 rule 138: Range: '%s' breaks nothing", async (range) => {
    await using stage = openStage(mode);
    await withWhole(stage);
    expect([200, 206, 416]).toContain((await partOf(stage, range)).status);
    expect((await stage.ask("/a")).text).toBe(DIGITS);
  });

  it.each([
    ['"a"', 206],
    ['"b"', 200],
    ['W/"a"', 200],
    [MODIFIED, 206],
    ["Tue, 06 Jan 2026 00:00:00 GMT", 200],
    ["no date", 200],
  ])("RFC 9110 §13.1.5 rule 139: If-Range: %s gives %i", async (condition, status) => {
    await using stage = openStage(mode);
    await withWhole(stage);
    const answer = await partOf(stage, "bytes=0-1", { "If-Range": condition });
    expect([answer.status, answer.text]).toEqual([status, status === 206 ? "01" : DIGITS]);
    expect(stage.asked("/a")).toBe(1);
  });

  it("RFC 9110 §13.1.5 rule 139: a weak tag of ours is equal to none, and is never sent in If-Range", async () => {
    await using stage = openStage(mode);
    await withWhole(stage, { ...WHOLE, ETag: 'W/"a"' });
    expect((await partOf(stage, "bytes=0-1", { "If-Range": 'W/"a"' })).status).toBe(200);
    stage.later(61);
    await partOf(stage, "bytes=0-1");
    expect(fieldLines(stage.sent[1]?.headers ?? [], "If-Range")).toEqual([]);
  });

  it("§3.3 rule 141: a 206 that nobody asked for stays a 206, and is not stored", async () => {
    await using stage = openStage(mode);
    const headers = { ...WHOLE, "Content-Range": "bytes 0-1/10", "Content-Length": "2" };
    stage.origin("/a", { status: 206, headers, body: "01" });
    const answer = await stage.ask("/a");
    expect([answer.status, answer.text]).toEqual([206, "01"]);
    await stage.cache.flush();
    expect(await stage.cache.count()).toBe(0);
  });

  it.each(["bytes 5-6/10", "bytes 0-1/99", "rubbish"])(
    "§3.3 rule 141: Content-Range: %s of a stale whole is passed on as it is and spoils nothing",
    async (range) => {
      await using stage = openStage(mode);
      const part = { status: 206, headers: { ETag: '"a"', "Content-Range": range }, body: "xx" };
      stage.origin("/a", { headers: WHOLE, body: DIGITS }, part);
      await stage.ask("/a");
      stage.later(61);
      const answer = await partOf(stage, "bytes=0-1");
      expect([answer.status, answer.text, answer.lines("Content-Range")]).toEqual([206, "xx", [range]]);
      const kept = await stage.ask("/a", { headers: { "Cache-Control": "max-stale" } });
      expect([kept.status, kept.text]).toEqual([200, DIGITS]);
    },
  );
});
