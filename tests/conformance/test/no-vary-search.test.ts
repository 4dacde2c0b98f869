import { memoryBackend } from "@rcache/backend-memory";
import { describe, expect, it } from "vitest";
import { MODES, type Mode, openStage } from "../src/stage.ts";

/** How a second URL is answered after a first one with such a field. */
async function following(
  mode: Mode,
  field: string | readonly string[],
  first: string,
  second: string,
  noVarySearch = true,
): Promise<string> {
  await using stage = openStage(mode, { noVarySearch });
  const headers = { "Cache-Control": "max-age=60", "No-Vary-Search": field };
  for (const url of [first, second]) stage.origin(url, { headers });
  await stage.ask(first);
  return (await stage.ask(second)).cache.kind;
}

describe.each(MODES)("No-Vary-Search, %s", (mode) => {
  it.each([
    ['params=("a")', "/x?a=1&b=1", "/x?a=2&b=1"],
    ['params=("a" "b")', "/x?a=1&b=1", "/x"],
    ['except=("a")', "/x?a=1&b=1", "/x?c=3&a=1"],
    ["except=()", "/x?a=1", "/x?b=2"],
    ['params=("a"), unknown=1', "/x?a=1", "/x?a=2"],
    ['params=("a");p=1', "/x?a=1", "/x?a=2"],
    ['key-order, params=("a")', "/x?b=1&c=2&a=1", "/x?c=2&b=1"],
  ])("No-Vary-Search §2 rule 168: with %s, %s serves %s", async (field, first, second) => {
    expect(await following(mode, field, first, second)).toBe("hit");
    expect(await following(mode, field, first, second, false)).toBe("miss");
  });

  it.each([
    'params=("a"), except=("b")',
    "params",
    "params=?0",
    'params="a"',
    "params=(a)",
    'params=("a" 1)',
    'params=("a"',
    'except="a"',
    'key-order=1, params=("a")',
    '("a")',
    "",
  ])("No-Vary-Search §2 rule 168: '%s' is in doubt, and the whole query counts", async (field) => {
    expect(await following(mode, field, "/x?a=1", "/x?a=2")).toBe("miss");
  });

  it("No-Vary-Search §2 rule 169: key-order alone is valid", async () => {
    expect(await following(mode, "key-order", "/x?a=1&b=2", "/x?b=2&a=1")).toBe("hit");
    expect(await following(mode, "key-order", "/x?a=1&b=2", "/x?b=1&a=2")).toBe("miss");
    expect(await following(mode, "key-order=?0", "/x?a=1&b=2", "/x?b=2&a=1")).toBe("miss");
  });

  it.each([
    ['params=("z")', "/x?a", "/x?a=", "hit"],
    ['params=("z")', "/x?", "/x", "hit"],
    ['params=("z")', "/x?a=%62", "/x?%61=b", "hit"],
    ['params=("z")', "/x?a=1+2", "/x?a=1%202", "miss"],
    ['params=("a b")', "/x?a+b=1", "/x?a%20b=2", "hit"],
    ['params=("a")', "/x?b=1&c=1", "/x?c=1&b=1", "miss"],
    ["key-order", "/x?a=1&a=2", "/x?a=2&a=1", "miss"],
    ['params=("a")', "/x?A=1", "/x?A=2", "miss"],
    ['params=("a")', "/x?a=1", "/y?a=1", "miss"],
    ['params=("a")', "/x?a=1", "/X?a=1", "miss"],
    ['params=("a")', "/x?a=1", "http://origin.test/x?a=1", "miss"],
    ['params=("a")', "/x?a=1", "https://origin.test:444/x?a=1", "miss"],
    ['params=("a")', "/x?a=1", "https://other.test/x?a=1", "miss"],
  ])("No-Vary-Search §3 rule 170: with %s, after %s, %s is a %s", async (field, first, second, kind) => {
    expect(await following(mode, field, first, second)).toBe(kind);
  });

  it("No-Vary-Search §3 rule 170: ?a and ?a= are two without the field", async () => {
    await using stage = openStage(mode, { noVarySearch: true });
    for (const url of ["/x?a", "/x?a="]) stage.origin(url, { headers: { "Cache-Control": "max-age=60" } });
    await stage.ask("/x?a");
    expect((await stage.ask("/x?a=")).cache.kind).toBe("miss");
  });

  it("No-Vary-Search §4 rule 171: an answer without the field does not serve other queries", async () => {
    await using stage = openStage(mode, { noVarySearch: true });
    const fresh = { "Cache-Control": "max-age=60" };
    stage.origin("/x?a=1", { headers: fresh, body: "1" });
    stage.origin("/x?a=2", { headers: { ...fresh, "No-Vary-Search": 'params=("a")' }, body: "2" });
    for (const url of ["/x?a=1", "/x?a=2"]) await stage.ask(url);
    stage.origin("/x?a=3", { headers: fresh, body: "3" });
    expect((await stage.ask("/x?a=3")).text).toBe("2");
  });

  it("No-Vary-Search §4 rule 171: an answer that says it holds for the exact URL too serves it, and is never an older one", async () => {
    await using stage = openStage(mode, { noVarySearch: true });
    const fresh = { "Cache-Control": "max-age=60" };
    stage.origin("/x?a=1", { headers: fresh, body: "1" });
    stage.origin("/x?a=2", { headers: { ...fresh, "No-Vary-Search": 'params=("a")' }, body: "2" });
    for (const url of ["/x?a=1", "/x?a=2"]) await stage.ask(url);
    expect((await stage.ask("/x?a=1")).text).toBe("2");
  });

  it("No-Vary-Search §4 rule 171: what is stored under the exact URL is found, whatever answers beside it have said since", async () => {
    await using stage = openStage(mode, { noVarySearch: true });
    const fresh = { "Cache-Control": "max-age=60" };
    stage.origin("/x?a=1&b=1", { headers: fresh, body: "exact" });
    stage.origin("/x?a=2&b=2", { headers: { ...fresh, "No-Vary-Search": 'params=("a")' }, body: "reduced" });
    await stage.ask("/x?a=1&b=1");
    await stage.ask("/x?a=2&b=2");
    const answer = await stage.ask("/x?a=1&b=1");
    expect([answer.cache.kind, answer.text]).toEqual(["hit", "exact"]);
  });

  it("No-Vary-Search §4 rule 171: an answer that stands where another's field leads is not used by that field", async () => {
    await using stage = openStage(mode, { noVarySearch: true });
    const fresh = { "Cache-Control": "max-age=60" };
    stage.origin("/x?b=1", { headers: fresh, body: "plain" });
    stage.origin("/x?a=2&b=2", { headers: { ...fresh, "No-Vary-Search": 'params=("a")' } });
    stage.origin("/x?a=3&b=1", { headers: fresh, body: "own" });
    await stage.ask("/x?b=1");
    await stage.ask("/x?a=2&b=2");
    expect((await stage.ask("/x?a=3&b=1")).text).toBe("own");
  });

  it("No-Vary-Search §4 rule 171: an older answer holds by its own field, though a newer one beside it says more", async () => {
    await using stage = openStage(mode, { noVarySearch: true });
    const said = (field: string) => ({ "Cache-Control": "max-age=60", "No-Vary-Search": field });
    stage.origin("/x?a=1&b=1", { headers: said('params=("a")'), body: "1" });
    stage.origin("/x?b=2", { headers: said('params=("a" "c")'), body: "2" });
    stage.origin("/x?b=1&c=5", { headers: said('params=("a" "c")'), body: "own" });
    for (const url of ["/x?a=1&b=1", "/x?b=2"]) await stage.ask(url);
    expect((await stage.ask("/x?a=9&b=1")).text).toBe("1");
    expect((await stage.ask("/x?b=1&c=5")).text).toBe("own");
  });

  it("No-Vary-Search §4 rule 171: who does not listen to the field finds no answer to another URL", async () => {
    const backend = memoryBackend();
    await using stage = openStage(mode, { noVarySearch: true, backend });
    const deaf = stage.another({ backend });
    const headers = { "Cache-Control": "max-age=60", "No-Vary-Search": 'params=("a")' };
    stage.origin("/x?a=1&b=1", { headers, body: "1" });
    stage.origin("/x?b=1", { headers, body: "its own" });
    await stage.ask("/x?a=1&b=1");
    await stage.cache.flush();
    expect((await stage.ask("/x?b=1", { cache: deaf })).text).toBe("its own");
  });

  it("No-Vary-Search §4 rule 171: a 304 with another field does not stretch the answer to URLs that it was not for", async () => {
    await using stage = openStage(mode, { noVarySearch: true });
    const said = (field: string) => ({ "Cache-Control": "max-age=60", ETag: '"e"', "No-Vary-Search": field });
    stage.origin(
      "/x?a=1&b=1",
      { headers: said('params=("a")'), body: "1" },
      { status: 304, headers: said('params=("c")') },
      { headers: said('params=("c")'), body: "2" },
    );
    for (const url of ["/x?d=1", "/x?b=1&c=5"])
      stage.origin(url, { headers: said('params=("c")'), body: "own" });
    await stage.ask("/x?a=1&b=1");
    stage.later(61);
    expect((await stage.ask("/x?a=1&b=1")).cache.kind).toBe("revalidated");
    await stage.cache.flush();
    await stage.ask("/x?d=1");
    expect((await stage.ask("/x?b=1&c=5")).text).toBe("own");
  });

  it("No-Vary-Search §4 rule 171: what changes a URL makes both unusable, its own answers and those it shares", async () => {
    await using stage = openStage(mode, { noVarySearch: true });
    const headers = { "Cache-Control": "max-age=60", "No-Vary-Search": 'params=("a")' };
    stage.origin("/x?a=1&b=1", { headers, body: "1" }, { headers, body: "done" });
    stage.origin("/x?a=2&b=1", { headers, body: "new" });
    await stage.ask("/x?a=1&b=1");
    await stage.ask("/x?a=1&b=1", { method: "POST" });
    expect((await stage.ask("/x?a=2&b=1")).text).toBe("new");
  });

  it("No-Vary-Search §4 rule 171: what is found under the reduced URL is confirmed and replaced there", async () => {
    await using stage = openStage(mode, { noVarySearch: true });
    const headers = { "Cache-Control": "max-age=60", ETag: '"e"', "No-Vary-Search": 'params=("a")' };
    stage.origin("/x?a=1", { headers, body: "1" });
    stage.origin("/x?a=2", { status: 304, headers }, { headers: { ...headers, ETag: '"f"' }, body: "2" });
    await stage.ask("/x?a=1");
    stage.later(61);
    expect((await stage.ask("/x?a=2")).cache.kind).toBe("revalidated");
    expect((await stage.ask("/x?a=1")).cache.kind).toBe("hit");
    stage.later(61);
    expect((await stage.ask("/x?a=2")).text).toBe("2");
    await stage.cache.flush();
    expect([(await stage.ask("/x?a=1")).text, await stage.cache.count()]).toEqual(["2", 1]);
  });

  it("No-Vary-Search §4 rule 171: a newer answer's field holds from then on", async () => {
    await using stage = openStage(mode, { noVarySearch: true });
    const headers = { "Cache-Control": "max-age=60", "No-Vary-Search": 'params=("a")' };
    stage.origin("/x?a=1", { headers });
    stage.origin("/x?a=2&b=1", { headers: { "Cache-Control": "max-age=60" } });
    stage.origin("/x?a=3&b=1", { headers: { "Cache-Control": "max-age=60" } });
    expect(await stage.kinds("/x?a=1", {}, {})).toEqual(["miss", "hit"]);
    expect((await stage.ask("/x?a=2&b=1")).cache.kind).toBe("miss");
    expect((await stage.ask("/x?a=3&b=1")).cache.kind).toBe("miss");
  });
});
