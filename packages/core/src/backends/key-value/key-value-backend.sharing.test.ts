import { describe, expect, it } from "vitest";
import { groupsIn, listingStore, mapStore, opened } from "../../../test/map-store.ts";
import { SAMPLE_AT } from "../../../test/sample-entry.ts";
import { revisionsOf, sampleRecord } from "../../../test/sample-record.ts";

describe("two processes on one store", () => {
  it.each([
    ["can list", listingStore],
    ["cannot list", mapStore],
  ])("an invalidation by one reaches every selector for the other (store that %s)", async (_, make) => {
    const store = make();
    const [a, b] = [await opened(store), await opened(make(store.map))];
    await a.put(sampleRecord({ selector: "GET.p1" }));
    await a.put(sampleRecord({ selector: "GET.p2" }));
    await a.put(sampleRecord({ target: "https://example.com/other" }));
    await b.invalidate(SAMPLE_AT.target);
    for (const selector of ["GET.p1", "GET.p2"]) {
      expect(revisionsOf(await a.find({ ...SAMPLE_AT, selector }))).toEqual([]);
    }
    expect(revisionsOf(await a.find({ ...SAMPLE_AT, target: "https://example.com/other" }))).toEqual([
      "- r1",
    ]);
  });

  it("a store asked for before an invalidation by the other is refused", async () => {
    const store = mapStore();
    const [a, b] = [await opened(store), await opened(mapStore(store.map))];
    const { epoch = "" } = await a.find(SAMPLE_AT);
    await b.invalidate(SAMPLE_AT.target);
    expect(await a.put(sampleRecord(), { epoch })).toBe("conflict");
  });

  it("a first store by one does not refuse a first store by the other", async () => {
    const store = mapStore();
    const [a, b] = [await opened(store), await opened(mapStore(store.map))];
    const { epoch = "" } = await a.find(SAMPLE_AT);
    await b.put(sampleRecord({ variant: "v2" }));
    expect(await a.put(sampleRecord(), { epoch })).toBe("stored");
    expect(revisionsOf(await b.find(SAMPLE_AT))).toEqual(["- r1", "v2 r1"]);
  });

  it("what one clears is gone for the other, and stores asked for before are refused", async () => {
    const store = mapStore();
    const [a, b] = [await opened(store), await opened(mapStore(store.map))];
    await a.put(sampleRecord());
    const { epoch = "" } = await a.find(SAMPLE_AT);
    await b.clear();
    expect(revisionsOf(await a.find(SAMPLE_AT))).toEqual([]);
    expect(await a.put(sampleRecord(), { epoch })).toBe("conflict");
    expect(await a.put(sampleRecord())).toBe("stored");
    expect(revisionsOf(await b.find(SAMPLE_AT))).toEqual(["- r1"]);
  });
});

describe("a store that forgets", () => {
  it("never brings back what was invalidated, although the target's epoch is lost", async () => {
    const store = mapStore();
    const [a, b] = [await opened(store), await opened(mapStore(store.map))];
    await a.put(sampleRecord());
    await b.invalidate(SAMPLE_AT.target);
    store.map.delete("rcache:t:https://example.com/a?b=1");
    expect(revisionsOf(await a.find(SAMPLE_AT))).toEqual([]);
    expect(await a.put(sampleRecord({ revision: "r2" }))).toBe("stored");
    expect(revisionsOf(await b.find(SAMPLE_AT))).toEqual(["- r2"]);
  });

  it("never brings back what was cleared, although the generation is lost", async () => {
    const store = mapStore();
    const backend = await opened(store);
    await backend.put(sampleRecord());
    await backend.clear();
    store.map.delete("rcache:g");
    expect(revisionsOf(await backend.find(SAMPLE_AT))).toEqual([]);
    expect(await backend.put(sampleRecord({ revision: "r2" }))).toBe("stored");
    expect(revisionsOf(await backend.find(SAMPLE_AT))).toEqual(["- r2"]);
  });

  it("or changes a value makes a miss", async () => {
    const store = mapStore();
    const backend = await opened(store);
    await backend.put(sampleRecord());
    const [key = ""] = groupsIn(store);
    store.map.set(key, Uint8Array.of(1, 2, 3));
    expect(revisionsOf(await backend.find(SAMPLE_AT))).toEqual([]);
  });
});
