import { describe, expect, it } from "vitest";
import { gate } from "../../../test/gate.ts";
import { mapBackend } from "../../../test/map-backend.ts";
import { SAMPLE_AT } from "../../../test/sample-entry.ts";
import { firstValue, revisionsOf, sampleRecord } from "../../../test/sample-record.ts";
import { twoTiers } from "../../../test/two-tiers.ts";
import type { Backend } from "../../contracts/backend.ts";
import { keyValueBackend } from "../key-value/key-value-backend.ts";
import { tiered } from "./tiered.ts";

describe("finding", () => {
  it("is answered by the near tier alone, at once, where it has the expected record", async () => {
    const { backend, calls } = await twoTiers();
    await backend.put(sampleRecord());
    calls.length = 0;
    const found = backend.find(SAMPLE_AT, "-");
    expect(found).toEqual({
      complete: false,
      records: [expect.objectContaining({ revision: "r1", serializerId: "frame1" })],
    });
    expect(calls).toEqual(["near.find"]);
  });

  it("says of a near copy that it goes sooner than its record", async () => {
    const { backend } = await twoTiers();
    await backend.put(sampleRecord({ removeAtMs: 1e9 }));
    expect((await backend.find(SAMPLE_AT, "-")).records[0]?.removeAtMs).toBe(61_000);
    expect((await backend.find(SAMPLE_AT)).records[0]?.removeAtMs).toBe(1e9);
  });

  it("asks the far tier where no record is named, because the near one may hold less", async () => {
    const { backend, far, calls } = await twoTiers();
    await backend.put(sampleRecord());
    await far.put(sampleRecord({ variant: "v2" }));
    calls.length = 0;
    const found = await backend.find(SAMPLE_AT);
    expect(found.complete).toBe(true);
    expect(revisionsOf(found)).toEqual(["- r1", "v2 r1"]);
    expect(calls[0]).toBe("far.find");
  });

  it("copies into the near tier what the far one had", async () => {
    const { backend, far, calls } = await twoTiers();
    await far.put(sampleRecord());
    await backend.find(SAMPLE_AT, "-");
    calls.length = 0;
    expect(firstValue(await backend.find(SAMPLE_AT, "-"))).toEqual(Uint8Array.of(1, 2, 3));
    expect(calls).toEqual(["near.find"]);
  });

  it("gives a copy of its own to the near tier", async () => {
    const { backend, far } = await twoTiers();
    await far.put(sampleRecord());
    const value = firstValue(await backend.find(SAMPLE_AT, "-"));
    if (value instanceof Uint8Array) value.fill(9);
    expect(firstValue(await backend.find(SAMPLE_AT, "-"))).toEqual(Uint8Array.of(1, 2, 3));
  });

  it("uses a near copy for the time given, and then asks the far tier", async () => {
    const { backend, calls, clock } = await twoTiers({ nearForMs: 500 });
    await backend.put(sampleRecord());
    clock.now += 499;
    calls.length = 0;
    await backend.find(SAMPLE_AT, "-");
    expect(calls).toEqual(["near.find"]);
    clock.now += 1;
    await backend.find(SAMPLE_AT, "-");
    expect(calls).toContain("far.find");
  });

  it("leaves a record with a large body in the far tier", async () => {
    const { backend, near, far } = await twoTiers();
    const body = { id: "b", target: SAMPLE_AT.target, bytes: 1e6, checksum: "c" };
    await backend.put(sampleRecord({ body }));
    await backend.find(SAMPLE_AT, "-");
    expect([near.records.size, far.records.size]).toEqual([0, 1]);
  });

  it("ignores what somebody else has put into the near tier", async () => {
    const { backend, near } = await twoTiers();
    await near.put(sampleRecord({ revision: "strange" }));
    expect(revisionsOf(await backend.find(SAMPLE_AT, "-"))).toEqual([]);
  });
});

describe("an epoch", () => {
  it("is the far tier's, also on a near hit", async () => {
    const { backend, far } = await twoTiers();
    const find = far.find;
    far.find = async (at) => ({ ...(await find(at)), epoch: "e7" });
    await far.put(sampleRecord());
    await backend.find(SAMPLE_AT, "-");
    expect(await backend.find(SAMPLE_AT, "-")).toMatchObject({ complete: false, epoch: "e7" });
  });

  it("that has changed elsewhere drops the near copies of the target", async () => {
    const map = new Map<string, Uint8Array>();
    const store = {
      get: (key: string) => map.get(key),
      set: (key: string, value: Uint8Array) => void map.set(key, value),
      delete: (key: string) => void map.delete(key),
    };
    const clock = { nowMs: () => 1_000, report: () => undefined };
    const near = mapBackend("near", "bytes", () => 1_000);
    const here = tiered(near, keyValueBackend(store));
    const elsewhere = keyValueBackend(store);
    await here.open(clock);
    await elsewhere.open(clock);
    for (const selector of ["GET.p1", "GET.p2"]) await here.put(sampleRecord({ selector }));
    await here.find({ ...SAMPLE_AT, selector: "GET.p1" });
    await elsewhere.invalidate(SAMPLE_AT.target);
    await here.find({ ...SAMPLE_AT, selector: "GET.p1" });
    expect(near.records.size).toBe(0);
  });
});

describe("a near tier in trouble", () => {
  const broken = (): never => {
    throw new Error("broken");
  };

  it("is reported and passed over when finding and storing", async () => {
    const { backend, events } = await twoTiers({
      near: { find: broken, put: () => Promise.reject(new Error("broken")) },
    });
    expect(await backend.put(sampleRecord())).toBe("stored");
    expect(revisionsOf(await backend.find(SAMPLE_AT, "-"))).toEqual(["- r1"]);
    await backend.flush();
    const operations = events.map((event) =>
      event.kind === "backend-failed" ? event.operation : event.kind,
    );
    expect(operations).toEqual(["near.put", "near.find", "near.put"]);
  });

  it("makes an invalidation fail, because it could go on serving what was removed", async () => {
    const { backend } = await twoTiers({ near: { invalidate: broken } });
    expect(() => backend.invalidate(SAMPLE_AT.target)).toThrow("broken");
  });

  it("does not keep the far tier from being closed", async () => {
    const { backend, calls } = await twoTiers({ near: { flush: broken, close: broken } });
    await backend.close();
    expect(calls.at(-1)).toBe("far.close");
  });
});

describe("abilities", () => {
  it("are those of the far tier", async () => {
    const { backend } = await twoTiers({
      near: { stats: () => ({ entries: 0, bytes: 0 }) },
      far: { lease: () => ({ held: false, forMs: 5 }) },
    });
    expect(backend.stats).toBeUndefined();
    expect(await backend.lease?.("x", 1)).toEqual({ held: false, forMs: 5 });
  });

  it("flushes both, after what goes on in the background", async () => {
    const door = gate();
    const { backend, calls, near, far } = await twoTiers();
    await far.put(sampleRecord());
    const put = near.put;
    near.put = (record) => door.opened.then(() => put(record));
    await backend.find(SAMPLE_AT, "-");
    const flushed = backend.flush();
    door.open();
    await flushed;
    expect(calls.slice(-3)).toEqual(["near.put", "near.flush", "far.flush"]);
  });
});

describe("options", () => {
  it.each([0, -1, Number.NaN, "60"])("refuse %j for nearForMs", (nearForMs) => {
    const tier = mapBackend("a", "bytes", () => 0);
    // The cast: what a program without types may pass.
    expect(() => tiered(tier, tier, { nearForMs: nearForMs as number })).toThrow(
      /RCACHE_INVALID_OPTION.*nearForMs/,
    );
  });

  it("refuse a name that does not exist, and a tier that is no backend", () => {
    const tier = mapBackend("a", "bytes", () => 0);
    // The casts: what a program without types may pass.
    expect(() => tiered(tier, tier, { nearFor: 1 } as object)).toThrow("RCACHE_UNKNOWN_OPTION");
    expect(() => tiered(tier, {} as Backend)).toThrow("RCACHE_INVALID_BACKEND");
  });
});
