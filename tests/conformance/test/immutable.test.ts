import { describe, expect, it } from "vitest";
import { MODES, type Mode, ORIGIN, openStage } from "../src/stage.ts";

const HEADERS = { "Cache-Control": "max-age=60, immutable", ETag: '"a"', "Content-Length": "1" };
const RELOAD = { headers: { "Cache-Control": "max-age=0" } };

/** How a reload is answered, so many seconds after an answer was stored. */
async function onReload(mode: Mode, headers: Record<string, string>, after = 0, url = "/a"): Promise<string> {
  await using stage = openStage(mode);
  stage.origin(url, { headers, body: "a" }, { status: 304, headers: { ETag: '"a"' } });
  await stage.ask(url);
  stage.later(after);
  return (await stage.ask(url, RELOAD)).cache.kind;
}

describe.each(MODES)("immutable, %s", (mode) => {
  it("RFC 8246 §2 rule 132: on a reload what is fresh is not asked about", async () => {
    expect(await onReload(mode, HEADERS, 59)).toBe("hit");
    const plain = { ...HEADERS, "Cache-Control": "max-age=60" };
    expect(await onReload(mode, plain, 59)).toBe("revalidated");
  });

  it("RFC 8246 §2 rule 132: what is stale is validated like anything else", async () => {
    expect(await onReload(mode, HEADERS, 60)).toBe("revalidated");
  });

  it.each(["immutable=?0", 'immutable="x"', "immutable, immutable", "IMMUTABLE"])(
    "RFC 8246 §2 rule 132: an argument or a repetition changes nothing: %s",
    async (spelt) => {
      expect(await onReload(mode, { ...HEADERS, "Cache-Control": `max-age=60, ${spelt}` })).toBe("hit");
    },
  );

  it("RFC 8246 §2 rule 132: no-cache and a max-age above 0 mean what they say", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: HEADERS, body: "a" }, { status: 304 });
    await stage.ask("/a");
    stage.later(10);
    const asking = (directives: string) => ({ headers: { "Cache-Control": directives } });
    expect(await stage.kinds("/a", asking("max-age=5"))).toEqual(["revalidated"]);
    expect(await stage.kinds("/a", asking("no-cache"))).toEqual(["revalidated"]);
  });

  it("RFC 8246 §3 rule 133: it has no force over http", async () => {
    const url = ORIGIN.replace("https:", "http:");
    expect(await onReload(mode, HEADERS, 0, `${url}/a`)).toBe("revalidated");
  });

  it("RFC 8246 §3 rule 133: it has no force over a body whose length nobody stated", async () => {
    const { "Content-Length": _, ...unproven } = HEADERS;
    expect(await onReload(mode, unproven)).toBe("revalidated");
  });
});
