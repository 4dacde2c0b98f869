import { describe, expect, it } from "vitest";
import { gate } from "../../../test/gate.ts";
import { clock, groupsIn, lateStore, listingStore, mapStore, opened } from "../../../test/map-store.ts";
import { SAMPLE_AT } from "../../../test/sample-entry.ts";
import { firstValue, revisionsOf, sampleRecord } from "../../../test/sample-record.ts";
import { keyValueBackend } from "./key-value-backend.ts";
import type { KeyValueStore } from "./key-value-store.ts";

describe("a backend over a store that answers at once", () => {
  it("answers at once", async () => {
    const backend = await opened(mapStore());
    const answers = [
      backend.put(sampleRecord()),
      backend.find(SAMPLE_AT),
      backend.remove([{ ...SAMPLE_AT, revision: "other" }]),
      backend.invalidate(SAMPLE_AT.target),
      backend.clear(),
      backend.flush(),
      backend.close(),
    ];
    expect(answers.filter((answer) => answer instanceof Promise)).toEqual([]);
  });

  it("asks for a request's value and its target's with two gets, or three where it cannot list", async () => {
    for (const [store, gets] of [
      [listingStore(), 2],
      [mapStore(), 3],
    ] as const) {
      const backend = await opened(store);
      store.calls.length = 0;
      await backend.find(SAMPLE_AT);
      expect(store.calls).toHaveLength(gets);
    }
  });

  it("asks for them side by side", async () => {
    const door = gate();
    const asked: string[] = [];
    const backend = await opened({
      ...listingStore(),
      get: (key) => {
        asked.push(key);
        return door.opened.then(() => undefined);
      },
    });
    const finding = backend.find(SAMPLE_AT);
    expect(asked).toHaveLength(2);
    door.open();
    expect(await finding).toEqual({ complete: true, records: [], epoch: "0.-" });
  });

  it("tells the store until when it may keep a value, and keeps the target longer", async () => {
    const store = mapStore();
    const backend = await opened(store);
    await backend.put(sampleRecord({ removeAtMs: 50_000 }));
    await backend.put(sampleRecord({ variant: "v2", removeAtMs: 40_000 }));
    const [group] = groupsIn(store);
    expect(store.expiries.get(group ?? "")).toBe(50_000);
    expect(store.expiries.get("rcache:t:https://example.com/a?b=1")).toBeGreaterThan(50_000);
  });

  it("writes a target once for many stores", async () => {
    const store = mapStore();
    const backend = await opened(store);
    store.calls.length = 0;
    for (let i = 0; i < 5; i++)
      await backend.put(sampleRecord({ removeAtMs: 50_000 + i, revision: `r${i}` }));
    expect(store.calls.filter((call) => call.startsWith("set rcache:t:"))).toHaveLength(1);
  });
});

describe("variants of one request", () => {
  it("are all kept when they are stored at the same moment", async () => {
    const backend = await opened(lateStore(mapStore()));
    const variants = Array.from({ length: 8 }, (_, i) => `v${i}`);
    await Promise.all(variants.map((variant) => backend.put(sampleRecord({ variant, revision: "r" }))));
    expect(revisionsOf(await backend.find(SAMPLE_AT))).toEqual(variants.map((variant) => `${variant} r`));
  });

  it("lose the oldest where they would not fit one value", async () => {
    const backend = await opened(mapStore());
    const large = new Uint8Array(10_000_000);
    for (const [i, variant] of ["v1", "v2", "v3"].entries()) {
      await backend.put(sampleRecord({ variant, revision: "r", createdAtMs: i }, large));
    }
    expect(revisionsOf(await backend.find(SAMPLE_AT))).toEqual(["v2 r", "v3 r"]);
  });

  it("are not stored where one is too large", async () => {
    const store = mapStore();
    const backend = await opened(store);
    expect(await backend.put(sampleRecord({}, new Uint8Array(backend.maxValueBytes + 1)))).toBe("too-large");
    expect(groupsIn(store)).toEqual([]);
  });

  it("drop those past their time when another is stored", async () => {
    const store = mapStore();
    const backend = await opened(store);
    await backend.put(sampleRecord({ variant: "old", removeAtMs: clock.now }));
    await backend.put(sampleRecord({ variant: "new" }, new Uint8Array(1)));
    const [key] = groupsIn(store);
    expect(new TextDecoder().decode(store.map.get(key ?? ""))).not.toContain('"old"');
  });
});

describe("a store that can list", () => {
  it("is emptied of what the cache wrote, and of nothing else", async () => {
    const store = listingStore();
    const backend = await opened(store);
    store.map.set("mine", Uint8Array.of(1));
    await backend.put(sampleRecord());
    await backend.clear();
    expect([...store.map.keys()]).toEqual(["mine"]);
  });

  it("loses what an invalidation made unusable", async () => {
    const store = listingStore();
    const backend = await opened(store);
    await backend.put(sampleRecord({ selector: "GET.p1" }));
    await backend.put(sampleRecord({ selector: "GET.p2" }));
    expect(await backend.invalidate(SAMPLE_AT.target)).toBe(2);
    expect(groupsIn(store)).toEqual([]);
  });

  it("is swept of values under an old epoch, and of targets past their time", async () => {
    const store = listingStore();
    const backend = await opened(store);
    await backend.put(sampleRecord({ removeAtMs: 2_000 }));
    const [key = ""] = groupsIn(store);
    const old = store.map.get(key) ?? new Uint8Array();
    await backend.invalidate(SAMPLE_AT.target);
    store.map.set(key, old);
    expect(await backend.sweep(10)).toEqual({ removed: 0, more: false });
    expect(groupsIn(store)).toEqual([]);
    clock.now = 1e12;
    await backend.sweep(10);
    clock.now = 1_000;
    expect([...store.map.keys()]).toEqual([]);
  });
});

describe("a store in trouble", () => {
  it("makes the call fail, and the next one begin anew", async () => {
    const store = mapStore();
    let works = false;
    const backend = await opened({
      ...store,
      set: (key, value, options) =>
        works ? store.set(key, value, options) : Promise.reject(new Error("full")),
      get: (key) => (key.startsWith("rcache:g") ? new TextEncoder().encode("g1") : store.get(key)),
    });
    await expect(async () => backend.put(sampleRecord())).rejects.toThrow("full");
    works = true;
    expect(await backend.put(sampleRecord())).toBe("stored");
    expect(firstValue(await backend.find(SAMPLE_AT))).toEqual(Uint8Array.of(1, 2, 3));
  });

  it("is refused without its functions, and they are named", () => {
    // The cast: what a program without types may pass.
    expect(() => keyValueBackend({ get: () => undefined } as unknown as KeyValueStore)).toThrow(
      /RCACHE_INVALID_BACKEND.*set, delete/,
    );
    expect(() => keyValueBackend(undefined as unknown as KeyValueStore)).toThrow(/get, set, delete/);
  });
});
