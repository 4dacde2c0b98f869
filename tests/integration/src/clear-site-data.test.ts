import { createCachedFetch } from "@rcache/fetch";
import { scriptedOrigin } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { gate } from "./gate.ts";
import { openStage } from "./stage.ts";
import { openStore, type StoreKind } from "./stores.ts";

const STORES: readonly StoreKind[] = ["memory", "sqlite", "key-value", "tiered"];
const out = (types: string) => ({ headers: { "Clear-Site-Data": types }, body: "out" });

describe.each(STORES)('Clear-Site-Data: "cache", in %s', (kind) => {
  it("forgets its origin's answers, and no other's", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    await using other = await scriptedOrigin();
    const elsewhere = { method: "GET", url: `${other.url}/x`, headers: [] } as const;
    other.answer("/x", { body: "x" });
    for (const path of ["/a", "/b?q=1"]) stage.origin.answer(path, { body: path });
    stage.origin.answer("/out", out('"cookies", "cache"'));
    for (const path of ["/a", "/b?q=1"]) await stage.ask(path);
    await stage.ask(elsewhere);
    await stage.cache.flush();
    await stage.ask(stage.request("/out", { method: "POST" }));
    const kinds = [];
    for (const what of ["/a", "/b?q=1", elsewhere]) kinds.push((await stage.ask(what)).cache.kind);
    expect(kinds).toEqual(["miss", "miss", "hit"]);
    expect(stage.eventsOf("removed")).toMatchObject([{ target: `${stage.origin.url}/` }]);
  });
});

describe("Clear-Site-Data", () => {
  it.each([
    ['"*"', "miss"],
    ['"cache"', "miss"],
    ['"cookies", "storage"', "hit"],
    ["cache", "hit"],
    ["", "hit"],
  ])("%s on a GET's answer: what is stored is then a %s", async (types, kind) => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    stage.origin.answer("/out", out(types));
    await stage.ask("/a");
    await stage.ask("/out");
    expect((await stage.ask("/a")).cache.kind).toBe(kind);
  });

  it("keeps what was asked for before from being stored after", async () => {
    await using stage = await openStage();
    const held = gate();
    stage.origin.answer("/out", out('"cache"'));
    const slow = stage.ask("/a", undefined, {
      send: async ({ url }) => {
        await held.opened;
        return { status: 200, url, headers: [], body: new TextEncoder().encode("old"), coding: "decoded" };
      },
    });
    await stage.ask(stage.request("/out", { method: "POST" }));
    held.open();
    expect((await slow).text).toBe("old");
    stage.origin.answer("/a", { body: "new" });
    expect((await stage.ask("/a")).text).toBe("new");
  });

  it("of one user does not empty a cache for many", async () => {
    await using stage = await openStage({ cacheControl: true, shared: true });
    stage.origin.answer("/a", { headers: { "Cache-Control": "max-age=60" }, body: "1" });
    stage.origin.answer("/out", out('"cache"'));
    await stage.ask("/a");
    await stage.ask(stage.request("/out", { method: "POST" }));
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
  });

  it("is heard through fetch as well", async () => {
    await using stage = await openStage();
    const fetch = createCachedFetch({ cache: stage.cache });
    stage.origin.answer("/a", { body: "1" });
    stage.origin.answer("/out", out('"cache"'));
    await (await fetch(`${stage.origin.url}/a`)).text();
    await fetch(`${stage.origin.url}/out`, { method: "POST" });
    expect((await fetch(`${stage.origin.url}/a`)).fromCache).toBe(false);
  });
});
