import { describe, expect, it } from "vitest";
import { type Fields, fieldLines } from "../src/message.ts";
import { type Answer, MODES, type Mode, openStage, type Read, type Stage } from "../src/stage.ts";

const STALE = { "Cache-Control": "max-age=1" };

/** Stores variants with such tags, one after the other, for `X: 1` and so on, and lets all become stale. */
async function withVariants(stage: Stage, tags: readonly string[], reply: Answer): Promise<void> {
  const stored = tags.map((tag, at) => ({
    headers: { ...STALE, Vary: "X", ETag: tag },
    body: String(at + 1),
  }));
  stage.origin("/a", ...stored, reply, { headers: { Vary: "X" }, body: "new" });
  for (const { body } of stored) {
    await stage.ask("/a", { headers: { X: body } });
    stage.later(1);
  }
  stage.later(4);
}

/** The answer after a 304 with such fields, and the one after that, from the store. */
async function afterNotModified(mode: Mode, stored: Fields, fields: Fields): Promise<readonly [Read, Read]> {
  await using stage = openStage(mode);
  stage.origin("/a", { headers: stored, body: "a" }, { status: 304, headers: fields });
  await stage.ask("/a");
  stage.later(2);
  return [await stage.ask("/a"), await stage.ask("/a", { headers: { "Cache-Control": "max-stale" } })];
}

describe.each(MODES)("a 304, %s", (mode) => {
  it("§4.3.4 rule 120: it updates every variant with its strong tag", async () => {
    await using stage = openStage(mode);
    const fields = { "Cache-Control": "max-age=60", ETag: '"a"', "X-New": "1" };
    await withVariants(stage, ['"a"', '"a"', '"b"'], { status: 304, headers: { ...fields, Vary: "X" } });
    expect((await stage.ask("/a", { headers: { X: "4" } })).cache.kind).toBe("revalidated");
    await stage.cache.flush();
    for (const X of ["1", "2"]) {
      const answer = await stage.ask("/a", { headers: { X } });
      expect([answer.cache.kind, answer.text, answer.lines("X-New")]).toEqual(["hit", X, ["1"]]);
    }
  });

  it("§4.3.4 rule 120: with a tag that nothing stored has, the request is repeated without conditions", async () => {
    await using stage = openStage(mode);
    await withVariants(stage, ['"a"', '"b"'], { status: 304, headers: { ETag: '"c"' } });
    const answer = await stage.ask("/a", { headers: { X: "3" } });
    expect([answer.status, answer.text, stage.asked("/a")]).toEqual([200, "new", 4]);
    expect(
      fieldLines(stage.sent[2]?.headers ?? [], "If-None-Match")
        .join()
        .split(/, */)
        .sort(),
    ).toEqual(['"a"', '"b"']);
    expect(fieldLines(stage.sent[3]?.headers ?? [], "If-None-Match")).toEqual([]);
  });

  it("§4.3.4 rule 120: a variant with another tag is left alone", async () => {
    await using stage = openStage(mode);
    const headers = { "Cache-Control": "max-age=60", ETag: '"a"', Vary: "X" };
    await withVariants(stage, ['"a"', '"b"'], { status: 304, headers });
    await stage.ask("/a", { headers: { X: "3" } });
    await stage.cache.flush();
    const offline = { "Cache-Control": "only-if-cached" };
    expect((await stage.ask("/a", { headers: { X: "1", ...offline } })).status).toBe(200);
    expect((await stage.ask("/a", { headers: { X: "2", ...offline } })).status).toBe(504);
  });

  it("§4.3.4 rule 121: with a weak tag it updates the newest that matches", async () => {
    await using stage = openStage(mode);
    const headers = { "Cache-Control": "max-age=60", ETag: 'W/"a"', Vary: "X" };
    await withVariants(stage, ['W/"a"', 'W/"a"', 'W/"b"'], { status: 304, headers });
    const answer = await stage.ask("/a", { headers: { X: "4" } });
    expect([answer.cache.kind, answer.text]).toEqual(["revalidated", "2"]);
    await stage.cache.flush();
    const offline = { "Cache-Control": "only-if-cached" };
    expect((await stage.ask("/a", { headers: { X: "1", ...offline } })).status).toBe(504);
  });

  it("§4.3.4 rule 122: without validators it confirms the only entry that was asked about", async () => {
    const stored = { ...STALE, "Last-Modified": "Mon, 05 Jan 2026 00:00:00 GMT" };
    const [answer] = await afterNotModified(mode, stored, {});
    expect([answer.cache.kind, answer.status, answer.text]).toEqual(["revalidated", 200, "a"]);
  });

  it("§4.3.4 rule 122: without validators, where it could mean one of several, the request is repeated", async () => {
    await using stage = openStage(mode);
    await withVariants(stage, ['"a"', '"b"'], { status: 304 });
    const answer = await stage.ask("/a", { headers: { X: "3" } });
    expect([answer.status, answer.text]).toEqual([200, "new"]);
  });

  it.each<readonly [string, Fields]>([
    ["an older date", { "Last-Modified": "Sun, 04 Jan 2026 00:00:00 GMT" }],
    ["a tag that is not stored", { ETag: '"new"' }],
  ])("§4.3.4 rule 122: with %s it means no stored state, and the request is repeated", async (_, fields) => {
    await using stage = openStage(mode);
    const stored = { ...STALE, "Last-Modified": "Mon, 05 Jan 2026 00:00:00 GMT" };
    stage.origin("/a", { headers: stored, body: "a" }, { status: 304, headers: fields }, { body: "b" });
    await stage.ask("/a");
    stage.later(2);
    expect([(await stage.ask("/a")).text, stage.asked("/a")]).toEqual(["b", 3]);
    expect(fieldLines(stage.sent[2]?.headers ?? [], "If-Modified-Since")).toEqual([]);
  });

  it("§3.2 rule 123: its fields replace all stored lines of their names, and others stay", async () => {
    const stored = {
      ...STALE,
      ETag: '"a"',
      "X-A": ["1", "2"],
      "X-B": "old",
      "Content-Type": "a/a",
      "Content-Foo": "1",
    };
    const given = {
      "Cache-Control": "max-age=9",
      "x-a": "3",
      "X-C": ["4", "5"],
      "Content-Type": "b/b",
      "Content-Foo": "2",
    };
    for (const answer of await afterNotModified(mode, stored, { ETag: '"a"', ...given })) {
      const names = ["Cache-Control", "X-A", "X-B", "X-C", "Content-Type", "Content-Foo"];
      expect(names.map((name) => answer.lines(name))).toEqual([
        ["max-age=9"],
        ["3"],
        ["old"],
        ["4", "5"],
        ["b/b"],
        ["2"],
      ]);
    }
  });

  it("§3.2 rule 124: Content-Length, Content-Encoding, Content-Range and fields of the connection are not taken", async () => {
    const stored = { ...STALE, ETag: '"a"', "Content-Length": "1" };
    const fields = {
      "Content-Length": "0",
      "Content-Encoding": "br",
      "Content-Range": "bytes 0-0/1",
      "Transfer-Encoding": "chunked",
      Connection: "X-Hop",
      "X-Hop": "1",
      "Keep-Alive": "timeout=1",
    };
    for (const answer of await afterNotModified(mode, stored, fields)) {
      expect([answer.text, answer.lines("Content-Length")]).toEqual(["a", ["1"]]);
      for (const name of Object.keys(fields).slice(1)) expect(answer.lines(name)).toEqual([]);
    }
  });

  it.each([
    { "Cache-Control": "no-store" },
    { Vary: "*" },
    ...(mode === "shared" ? [{ "Cache-Control": "private" }] : []),
  ])("§3 rule 125: with %o it is answered from the entry, which is then dropped", async (fields) => {
    await using stage = openStage(mode);
    stage.origin(
      "/a",
      { headers: { ...STALE, ETag: '"a"' }, body: "a" },
      { status: 304, headers: fields },
      { body: "b" },
    );
    await stage.ask("/a");
    stage.later(2);
    const second = await stage.ask("/a");
    expect([second.status, second.text]).toEqual([200, "a"]);
    await stage.cache.flush();
    const offline = { headers: { "Cache-Control": "only-if-cached, max-stale" } };
    expect((await stage.ask("/a", offline)).status).toBe(504);
  });

  it("§3 rule 126: one that nobody asked for is asked again once, and then passed on, never stored", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { status: 304 }, { headers: STALE, body: "a" });
    const answer = await stage.ask("/a");
    expect([answer.status, answer.text, stage.asked("/a")]).toEqual([200, "a", 2]);
    stage.origin("/b", { status: 304, headers: { "Cache-Control": "max-age=60" } });
    expect([(await stage.ask("/b")).status, stage.asked("/b")]).toEqual([304, 2]);
    expect((await stage.ask("/b")).cache.kind).toBe("miss");
  });

  it("§4.3.4 rule 127: one older than the entry confirms nothing: the request is repeated", async () => {
    await using stage = openStage(mode);
    const stored = { ...STALE, ETag: '"a"', Date: stage.date() };
    const older = { status: 304, headers: { ETag: '"a"', Date: stage.date(-60) } };
    stage.origin("/a", { headers: stored, body: "a" }, older, { headers: STALE, body: "b" });
    await stage.ask("/a");
    stage.later(2);
    expect([(await stage.ask("/a")).text, stage.asked("/a")]).toEqual(["b", 3]);
    expect(fieldLines(stage.sent[2]?.headers ?? [], "If-None-Match")).toEqual([]);
  });

  it("§4.3.4 rule 127: a 200 older than the entry is passed on and does not replace it", async () => {
    await using stage = openStage(mode);
    const stored = (seconds: number): Fields => ({ ...STALE, ETag: '"a"', Date: stage.date(seconds) });
    stage.origin("/a", { headers: stored(0), body: "a" }, { headers: stored(-60), body: "old" });
    await stage.ask("/a");
    stage.later(2);
    expect((await stage.ask("/a")).text).toBe("old");
    await stage.cache.flush();
    const kept = await stage.ask("/a", { headers: { "Cache-Control": "only-if-cached, max-stale" } });
    expect([kept.status, kept.text]).toEqual([200, "a"]);
  });
});
