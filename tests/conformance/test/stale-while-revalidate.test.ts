import { describe, expect, it } from "vitest";
import { fieldLines } from "../src/message.ts";
import { MODES, type Mode, openStage, type Reply, type Stage } from "../src/stage.ts";

const HEADERS = { "Cache-Control": "max-age=10, stale-while-revalidate=60", ETag: '"a"' };
const NO_CONTACT = new Error("no contact");

/** A stage with an entry that has been stale for so many seconds, and an origin that then says this. */
async function stale(mode: Mode, seconds: number, ...replies: Reply[]): Promise<Stage> {
  const stage = openStage(mode);
  stage.origin("/a", { headers: HEADERS, body: "old" }, ...replies);
  await stage.ask("/a");
  stage.later(10 + seconds);
  return stage;
}

function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

describe.each(MODES)("stale-while-revalidate, %s", (mode) => {
  it("RFC 5861 §3 rule 102: within its window the stale answer comes before the origin has answered", async () => {
    const held = gate();
    await using stage = await stale(mode, 59, async () => {
      await held.opened;
      return { headers: HEADERS, body: "new" };
    });
    const answer = await stage.ask("/a");
    expect([answer.cache.kind, answer.text]).toEqual(["stale", "old"]);
    held.open();
    await stage.cache.flush();
    const again = await stage.ask("/a");
    expect([again.cache.kind, again.text, stage.asked("/a")]).toEqual(["hit", "new", 2]);
  });

  it("RFC 5861 §3 rule 102: the refresh validates, and a 304 makes the entry fresh", async () => {
    await using stage = await stale(mode, 5, { status: 304, headers: HEADERS, body: null });
    expect((await stage.ask("/a")).cache.kind).toBe("stale");
    await stage.cache.flush();
    expect(fieldLines(stage.sent[1]?.headers ?? [], "if-none-match")).toEqual(['"a"']);
    const again = await stage.ask("/a");
    expect([again.cache.kind, again.text]).toEqual(["hit", "old"]);
  });

  it.each([60, 61, 3_600])(
    "RFC 5861 §3 rule 103: %i s past expiry the origin is asked first",
    async (seconds) => {
      await using stage = await stale(mode, seconds, { headers: HEADERS, body: "new" });
      const answer = await stage.ask("/a");
      expect([answer.cache.kind, answer.text]).toEqual(["miss", "new"]);
    },
  );

  it("RFC 5861 §3 rule 104: many requests start one refresh", async () => {
    const held = gate();
    await using stage = await stale(mode, 5, async () => {
      await held.opened;
      return { headers: HEADERS, body: "new" };
    });
    const answers = await Promise.all(Array.from({ length: 20 }, () => stage.ask("/a")));
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(["old"]));
    held.open();
    await stage.cache.flush();
    expect(stage.asked("/a")).toBe(2);
  });

  it("RFC 5861 §3 rule 104: a refresh outlives the caller's signal", async () => {
    const held = gate();
    const leaving = new AbortController();
    await using stage = await stale(mode, 5, async (_, { signal }) => {
      await held.opened;
      if (signal?.aborted) throw new Error("aborted");
      return { headers: HEADERS, body: "new" };
    });
    await stage.ask("/a", { signal: leaving.signal });
    leaving.abort();
    held.open();
    await stage.cache.flush();
    expect((await stage.ask("/a")).text).toBe("new");
  });

  it.each([
    ["no contact", NO_CONTACT],
    ["a server error", { status: 503 }],
  ])(
    "RFC 5861 §3 rule 104: %s while refreshing is told, keeps the entry, and is not repeated at once",
    async (_, reply) => {
      await using stage = await stale(mode, 5, reply);
      await stage.ask("/a");
      await stage.cache.flush();
      expect(stage.events.filter(({ kind }) => kind === "refresh-failed")).toHaveLength(1);
      for (let at = 0; at < 5; at += 1) {
        expect((await stage.ask("/a")).text).toBe("old");
        await stage.cache.flush();
      }
      expect(stage.asked("/a")).toBe(2);
    },
  );

  it("RFC 5861 §3 rule 104: after a while it is tried again", async () => {
    await using stage = await stale(mode, 5, NO_CONTACT, { headers: HEADERS, body: "new" });
    await stage.ask("/a");
    await stage.cache.flush();
    stage.later(50);
    await stage.ask("/a");
    await stage.cache.flush();
    expect((await stage.ask("/a")).text).toBe("new");
  });
});
