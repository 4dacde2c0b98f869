import { describe, expect, it } from "vitest";
import { secondAnswer } from "../src/reuse.ts";
import { MODES, openStage } from "../src/stage.ts";

const FRESH = { headers: { "Cache-Control": "max-age=60" } };

describe.each(MODES)("the key, %s", (mode) => {
  /** How a second URL is answered after a first one. */
  async function following(first: string, second: string): Promise<string> {
    await using stage = openStage(mode);
    for (const url of [first, second]) stage.origin(url.replace(/#.*$/, ""), FRESH);
    await stage.ask(first);
    return (await stage.ask(second)).cache.kind;
  }

  it("§4 rule 37: another path, host or scheme is another key", async () => {
    expect(await following("https://a.test/x", "https://a.test/X")).toBe("miss");
    expect(await following("https://a.test/x", "https://a.test/x/")).toBe("miss");
    expect(await following("https://a.test/x", "https://b.test/x")).toBe("miss");
    expect(await following("https://a.test/x", "http://a.test/x")).toBe("miss");
    expect(await following("https://a.test/x", "https://a.test:8443/x")).toBe("miss");
  });

  it("§4 rule 37: the fragment is no part of the key", async () => {
    expect(await following("https://a.test/x#one", "https://a.test/x#two")).toBe("hit");
    expect(await following("https://a.test/x#one", "https://a.test/x")).toBe("hit");
  });

  it("§4 rule 37: userinfo is part of what separates users, and is shown nowhere", async () => {
    await using stage = openStage(mode, { cacheStatus: true });
    const url = "https://user:swordfish@a.test/x";
    stage.origin(url, { headers: { "Cache-Control": "public, max-age=60" } });
    stage.origin("https://a.test/x", FRESH);
    const answers = [await stage.ask(url), await stage.ask(url)];
    expect(answers.map(({ cache }) => cache.kind)).toEqual(["miss", "hit"]);
    expect((await stage.ask("https://a.test/x")).cache.kind).toBe("miss");
    await stage.cache.flush();
    const shown = JSON.stringify([answers.map(({ headers, cache }) => [headers, cache]), stage.events]);
    const stored: unknown[] = [];
    for await (const entry of stage.cache.filter()) stored.push(entry);
    expect(stored).toHaveLength(2);
    expect(shown + JSON.stringify(stored)).not.toContain("swordfish");
  });

  it.each([
    ["https://a.test/x?a=1", "https://a.test/x?a=2"],
    ["https://a.test/x?a=1", "https://a.test/x"],
    ["https://a.test/x?a", "https://a.test/x?A"],
    ["https://a.test/x?", "https://a.test/x"],
  ])("§2 rule 38: %s and %s are two keys", async (first, second) => {
    expect(await following(first, second)).toBe("miss");
  });

  it.each([
    ["https://a.test/x", "HTTPS://A.TEST/x"],
    ["https://a.test/x", "https://a.test:443/x"],
    ["https://a.test", "https://a.test/"],
    ["https://a.test/~x", "https://a.test/%7Ex"],
    ["https://a.test/x?a=~", "https://a.test/x?a=%7e"],
    ["https://a.test/%c3%a9", "https://a.test/%C3%A9"],
  ])("RFC 9110 §4.2.3 rule 39: %s and %s are the same", async (first, second) => {
    expect(await following(first, second)).toBe("hit");
  });

  it.each([
    ["https://a.test/x?a=1&b=2", "https://a.test/x?b=2&a=1"],
    ["https://a.test/x?a=1", "https://a.test/x?a=1&"],
    ["https://a.test/a%2Fb", "https://a.test/a/b"],
    ["https://a.test/x?a=%26", "https://a.test/x?a=&"],
    ["https://a.test/x?a=+", "https://a.test/x?a=%20"],
  ])("RFC 9110 §4.2.3 rule 39: %s and %s are not", async (first, second) => {
    expect(await following(first, second)).toBe("miss");
  });

  it("§4 rule 40: a stored GET answers a HEAD, without its body", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: { "Cache-Control": "max-age=60", "Content-Length": "4" }, body: "body" });
    await stage.ask("/a");
    const head = await stage.ask("/a", { method: "HEAD" });
    expect([head.cache.kind, head.status, head.text]).toEqual(["hit", 200, ""]);
    expect(head.lines("content-length")).toEqual(["4"]);
  });

  it("§4 rule 40: a stored HEAD answers a HEAD and never a GET", async () => {
    expect(await secondAnswer(mode, { ...FRESH, asking: { method: "HEAD" }, again: {} })).toBe("miss");
    await using stage = openStage(mode);
    stage.origin("/a", { ...FRESH, body: "body" });
    await stage.ask("/a", { method: "HEAD" });
    const got = await stage.ask("/a");
    expect([got.cache.kind, got.text]).toEqual(["miss", "body"]);
    expect(await stage.kinds("/a", {}, { method: "HEAD" })).toEqual(["hit", "hit"]);
  });

  it("§4 rule 40: a HEAD does not displace a stored GET", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { ...FRESH, body: "body" });
    await stage.ask("/a");
    await stage.ask("/a", { method: "HEAD", options: { forceRefresh: true } });
    const got = await stage.ask("/a");
    expect([got.cache.kind, got.text]).toEqual(["hit", "body"]);
  });
});
