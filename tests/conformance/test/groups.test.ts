import { describe, expect, it } from "vitest";
import type { Fields } from "../src/message.ts";
import { MODES, type Mode, ORIGIN, openStage } from "../src/stage.ts";

const FRESH = { "Cache-Control": "max-age=60" };

interface Invalidating {
  /** @default POST */
  readonly method?: string;
  /** @default another of the same origin */
  readonly url?: string;
  /** @default 200 */
  readonly status?: number;
}

/** How an answer with such groups is found after another was answered with such an invalidation. */
async function afterwards(
  mode: Mode,
  groups: string | readonly string[],
  invalidation: string | readonly string[],
  { method = "POST", url = "/b", status = 200 }: Invalidating = {},
): Promise<string> {
  await using stage = openStage(mode);
  stage.origin("/a", { headers: { ...FRESH, "Cache-Groups": groups } });
  stage.origin(url, { status, headers: { "Cache-Group-Invalidation": invalidation } });
  await stage.ask("/a");
  await stage.cache.flush();
  await stage.ask(url, { method });
  return (await stage.ask("/a")).cache.kind;
}

describe.each(MODES)("cache groups, %s", (mode) => {
  it.each([
    ['"a"', '"a"'],
    ['"b", "a"', '"c", "a"'],
    [['"b"', '"a"'], '"a"'],
    ['"a";x=1', '"a";y'],
    ['""', '""'],
  ])("RFC 9875 §2 rule 165: %o is in the group %o", async (groups, invalidation) => {
    expect(await afterwards(mode, groups, invalidation)).toBe("miss");
  });

  it.each([
    ['"a"', '"A"'],
    ['"a"', '"ab"'],
    ["a", '"a"'],
    ['"a", b', '"a"'],
    ['"a"', "a"],
    ['"a"', '"a", 1'],
    ['"a"', '"a'],
    ['("a")', '"a"'],
    ['"a",', '"a"'],
  ])("RFC 9875 §2 rule 165: %s is not in the group %s", async (groups, invalidation) => {
    expect(await afterwards(mode, groups, invalidation)).toBe("hit");
  });

  it("RFC 9875 §2 rule 165: 32 groups of 32 characters are all known", async () => {
    const names = Array.from({ length: 32 }, (_, i) => `"${String(i).padStart(32, "g")}"`);
    for (const name of [names[0], names[31]]) {
      expect(await afterwards(mode, names.join(", "), name ?? "")).toBe("miss");
    }
  });

  it("RFC 9875 §2.2.1 rule 166: invalidating one answer leaves those of its groups", async () => {
    await using stage = openStage(mode);
    const headers = { ...FRESH, "Cache-Groups": '"g"' };
    stage.origin("/a", { headers }, {}, { headers });
    stage.origin("/b", { headers });
    expect(await stage.kinds("/b", {}, {})).toEqual(["miss", "hit"]);
    await stage.kinds("/a", {}, { method: "POST" });
    expect((await stage.ask("/b")).cache.kind).toBe("hit");
    expect((await stage.ask("/a")).cache.kind).toBe("miss");
  });

  it("RFC 9875 §2 rule 165: a 304 may name other groups, and those hold from then on", async () => {
    await using stage = openStage(mode);
    const inGroup = (name: string): Fields => ({ ...FRESH, ETag: '"e"', "Cache-Groups": `"${name}"` });
    stage.origin("/a", { headers: inGroup("old") }, { status: 304, headers: inGroup("new") }, {});
    const options = { tags: ["mine"] };
    await stage.ask("/a", { options });
    stage.later(61);
    expect((await stage.ask("/a", { options })).cache.kind).toBe("revalidated");
    for (const [name, kind] of [
      ["old", "hit"],
      ["new", "miss"],
    ] as const) {
      stage.origin("/b", { headers: { "Cache-Group-Invalidation": `"${name}"` } });
      expect(await stage.cache.count({ tags: ["mine"] })).toBe(1);
      await stage.ask("/b", { method: "POST" });
      expect([name, (await stage.ask("/a")).cache.kind]).toEqual([name, kind]);
    }
  });

  it("RFC 9875 §2.2.1 rule 166: a group's invalidation goes no further to the groups of its members", async () => {
    await using stage = openStage(mode);
    const inGroups = (groups: string): { headers: Fields } => ({
      headers: { ...FRESH, "Cache-Groups": groups },
    });
    stage.origin("/a", inGroups('"g", "h"'));
    stage.origin("/b", inGroups('"h"'));
    stage.origin("/c", { headers: { "Cache-Group-Invalidation": '"g"' } });
    for (const url of ["/a", "/b"]) await stage.ask(url);
    await stage.ask("/c", { method: "POST" });
    expect([(await stage.ask("/a")).cache.kind, (await stage.ask("/b")).cache.kind]).toEqual(["miss", "hit"]);
  });

  it.each(["GET", "HEAD", "QUERY", "OPTIONS"])(
    "RFC 9875 §3 rule 167: an answer to %s invalidates no group",
    async (method) => {
      expect(await afterwards(mode, '"a"', '"a"', { method })).toBe("hit");
    },
  );

  it.each(["https://other.test/b", "http://origin.test/b", "https://origin.test:444/b"])(
    "RFC 9875 §3 rule 167: %s invalidates no group of another origin",
    async (url) => {
      expect(await afterwards(mode, '"a"', '"a"', { url })).toBe("hit");
      expect(await afterwards(mode, '"a"', '"a"', { url: `${ORIGIN}/b` })).toBe("miss");
    },
  );

  it.each([400, 500])("RFC 9875 §3 rule 167: nor does an answer with %i", async (status) => {
    expect(await afterwards(mode, '"a"', '"a"', { status })).toBe("hit");
  });
});
