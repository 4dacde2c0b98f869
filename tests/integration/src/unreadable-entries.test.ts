import { frameSerializer, type StoredResponse } from "@rcache/core";
import type { Backend } from "@rcache/core/backend";
import { describe, expect, it } from "vitest";
import { openStage, type Stage } from "./stage.ts";
import { openStore, type StoreKind } from "./stores.ts";

const OF_BYTES: readonly StoreKind[] = ["sqlite", "key-value"];

/** A stage over a store with one readable entry, /good, and one that is not, /bad. */
async function withBadEntry(backend: Backend): Promise<Stage> {
  const put: Backend["put"] = (record, seen) =>
    record.head.url.endsWith("/bad") && record.value instanceof Uint8Array
      ? backend.put({ ...record, value: record.value.subarray(0, 20) }, seen)
      : backend.put(record, seen);
  const stage = await openStage({ backend: { ...backend, put } });
  for (const path of ["/good", "/bad"]) {
    stage.origin.answer(path, { body: path });
    await stage.ask(path);
  }
  await stage.cache.flush();
  return stage;
}

describe.each(OF_BYTES)("an entry that cannot be read, in %s", (kind) => {
  it("G-217 is left out of urls(), of filter() and of every condition but invalid", async () => {
    using store = openStore(kind);
    await using stage = await withBadEntry(store.backend);
    const urls: string[] = [];
    for await (const url of stage.cache.urls()) urls.push(url);
    expect(urls).toEqual([stage.request("/good").url]);
    expect(await stage.cache.count({ expired: false })).toBe(1);
    expect(await stage.cache.count({ invalid: true })).toBe(1);
    expect(await stage.cache.count()).toBe(2);
  });

  it("CAC-10, G-220 is given by filter({ invalid: true }) as a placeholder with status 504 and its key", async () => {
    using store = openStore(kind);
    await using stage = await withBadEntry(store.backend);
    const found: StoredResponse[] = [];
    for await (const one of stage.cache.filter({ invalid: true })) found.push(one);
    expect(found).toMatchObject([
      { status: 504, key: `GET ${stage.origin.url}/bad`, url: stage.request("/bad").url, headers: [] },
    ]);
    await expect(found[0]?.body()).rejects.toMatchObject({ code: "RCACHE_BODY_CORRUPT" });
  });

  it("G-205 is removed by delete({ invalid: true }), and by its key", async () => {
    using store = openStore(kind);
    await using stage = await withBadEntry(store.backend);
    expect(await stage.cache.delete({ invalid: true })).toBe(1);
    expect(await stage.cache.count()).toBe(1);
    await stage.ask("/bad");
    await stage.cache.flush();
    expect(await stage.cache.delete({ keys: [`GET ${stage.origin.url}/bad`] })).toBe(1);
  });

  it("is not rewritten, moved or copied", async () => {
    using store = openStore(kind);
    using other = openStore("memory");
    await using stage = await withBadEntry(store.backend);
    expect(await stage.cache.resetExpiration(60)).toBe(1);
    stage.cache.settings.keyFn = ({ url }) => url;
    expect(await stage.cache.recreateKeys()).toBe(1);
    expect(await stage.another({ backend: other.backend }).copyFrom(stage.cache)).toBe(1);
  });

  it("of another serializer counts as invalid for this one", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a");
    await stage.cache.flush();
    const other = stage.another({ backend: store.backend, serializer: { ...frameSerializer, id: "other" } });
    expect([await other.count({ invalid: true }), await stage.cache.count({ invalid: true })]).toEqual([
      1, 0,
    ]);
  });
});
