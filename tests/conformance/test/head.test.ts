import { describe, expect, it } from "vitest";
import type { Fields } from "../src/message.ts";
import { MODES, type Mode, openStage, type Read } from "../src/stage.ts";

const STORED = {
  "Cache-Control": "max-age=60",
  ETag: '"a"',
  "Last-Modified": "Mon, 05 Jan 2026 00:00:00 GMT",
  "Content-Length": "1",
  "X-A": "old",
};

/** What a GET is answered from the store alone, after a HEAD was answered so. */
async function afterHead(
  mode: Mode,
  status: number,
  headers: Fields,
  stored: Fields = STORED,
): Promise<Read> {
  await using stage = openStage(mode);
  stage.origin("/a", { headers: stored, body: "a" }, { status, headers });
  await stage.ask("/a");
  // A fresh GET answer would do for a HEAD too.
  await stage.ask("/a", { method: "HEAD", headers: { "Cache-Control": "no-cache" } });
  await stage.cache.flush();
  return stage.ask("/a", { headers: { "Cache-Control": "only-if-cached" } });
}

describe.each(MODES)("HEAD, %s", (mode) => {
  it.each([
    { ETag: '"a"', "Content-Length": "1" },
    { ETag: '"a"' },
    { "Last-Modified": STORED["Last-Modified"] },
    { "Content-Length": "1" },
    {},
  ])("§4.3.5 rule 134: 200 with %o agrees with the stored answer, and its fields are taken", async (same) => {
    const { status, text, ...answer } = await afterHead(mode, 200, {
      ...same,
      "Cache-Control": "max-age=90",
      "X-A": "new",
    });
    expect([status, text]).toEqual([200, "a"]);
    expect([answer.lines("X-A"), answer.lines("Cache-Control")]).toEqual([["new"], ["max-age=90"]]);
    expect(answer.lines("Content-Length")).toEqual(["1"]);
  });

  it.each([
    { ETag: '"b"' },
    { ETag: 'W/"a"' },
    { "Last-Modified": "Tue, 06 Jan 2026 00:00:00 GMT" },
    { ETag: '"a"', "Content-Length": "2" },
  ])("§4.3.5 rule 134: 200 with %o makes it stale", async (other) => {
    expect((await afterHead(mode, 200, { ...other, "Cache-Control": "max-age=90" })).status).toBe(504);
  });

  it("§4.3.5 rule 134: what was made stale is validated, not lost", async () => {
    await using stage = openStage(mode);
    stage.origin(
      "/a",
      { headers: STORED, body: "a" },
      { headers: { ETag: '"b"' } },
      { status: 304, headers: STORED },
    );
    await stage.ask("/a");
    await stage.ask("/a", { method: "HEAD", headers: { "Cache-Control": "no-cache" } });
    await stage.cache.flush();
    const answer = await stage.ask("/a");
    expect([answer.cache.kind, answer.text]).toEqual(["revalidated", "a"]);
  });

  it("§4.3.5 rule 134: a variant that the HEAD could not select is left alone", async () => {
    await using stage = openStage(mode);
    const stored = { ...STORED, Vary: "X" };
    stage.origin("/a", { headers: stored, body: "a" }, { headers: { ...stored, ETag: '"b"' } });
    await stage.ask("/a", { headers: { X: "1" } });
    await stage.ask("/a", { method: "HEAD", headers: { X: "2" } });
    await stage.cache.flush();
    expect((await stage.ask("/a", { headers: { X: "1" } })).cache.kind).toBe("hit");
  });

  it.each([404, 410])("§4.3.5 rule 135: %i makes it stale", async (status) => {
    expect((await afterHead(mode, status, {})).status).toBe(504);
  });

  it.each([204, 302, 400, 403, 500, 503])("§4.3.5 rule 135: %i leaves it as it was", async (status) => {
    const answer = await afterHead(mode, status, { ETag: '"b"', "X-A": "new" });
    expect([answer.status, answer.text, answer.lines("X-A")]).toEqual([200, "a", ["old"]]);
  });

  it("§4.3.5 rule 135: a HEAD's answer is never given to a GET", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: STORED, body: "a" });
    await stage.ask("/a", { method: "HEAD" });
    const answer = await stage.ask("/a");
    expect([answer.cache.kind, answer.text]).toEqual(["miss", "a"]);
  });
});
