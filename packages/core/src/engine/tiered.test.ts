import { describe, expect, it } from "vitest";
import { gate } from "../../test/gate.ts";
import { type MapBackend, mapBackend } from "../../test/map-backend.ts";
import { SAMPLE_AT } from "../../test/sample-entry.ts";
import { firstValue, revisionsOf, sampleRecord } from "../../test/sample-record.ts";
import type { Backend } from "../contracts/backend.ts";
import type { CacheEvent } from "../contracts/events.ts";
import { keyValueBackend } from "./key-value-backend.ts";
import { tiered } from "./tiered.ts";

interface Setup {
  readonly near: MapBackend;
  readonly far: MapBackend;
  readonly backend: Backend;
  readonly calls: string[];
  readonly events: CacheEvent[];
  readonly clock: { now: number };
}

async function setup(
  changes: { near?: Partial<Backend>; far?: Partial<Backend>; nearForMs?: number } = {},
): Promise<Setup> {
  const clock = { now: 1_000 };
  const calls: string[] = [];
  const events: CacheEvent[] = [];
  const near = { ...mapBackend("near", "bytes", () => clock.now), ...changes.near };
  const far = { ...mapBackend("far", "bytes", () => clock.now), ...changes.far };
  const options = changes.nearForMs === undefined ? {} : { nearForMs: changes.nearForMs };
  const backend = tiered(near, far, options);
  await backend.open({ nowMs: () => clock.now, report: (event) => void events.push(event) });
  for (const { calls: told } of [near, far]) {
    told.length = 0;
    told.push = (...more) => calls.push(...more);
  }
  return { near, far, backend, calls, events, clock };
}

describe("finding", () => {
  it("is answered by the near tier alone, at once, where it has the expected record", async () => {
    const { backend, calls } = await setup();
    await backend.put(sampleRecord());
    calls.length = 0;
    const found = backend.find(SAMPLE_AT, "-");
    expect(found).toEqual({
      complete: false,
      records: [expect.objectContaining({ revision: "r1", codec: "frame1" })],
    });
    expect(calls).toEqual(["near.find"]);
  });

  it("says of a near copy until when its record is kept, not the copy", async () => {
    const { backend } = await setup();
    await backend.put(sampleRecord({ removeAtMs: 1e9 }));
    expect((await backend.find(SAMPLE_AT, "-")).records[0]?.removeAtMs).toBe(1e9);
  });

  it("asks the far tier where no record is named, because the near one may hold less", async () => {
    const { backend, far, calls } = await setup();
    await backend.put(sampleRecord());
    await far.put(sampleRecord({ variant: "v2" }));
    calls.length = 0;
    const found = await backend.find(SAMPLE_AT);
    expect(found.complete).toBe(true);
    expect(revisionsOf(found)).toEqual(["- r1", "v2 r1"]);
    expect(calls[0]).toBe("far.find");
  });

  it("copies into the near tier what the far one had", async () => {
    const { backend, far, calls } = await setup();
    await far.put(sampleRecord());
    await backend.find(SAMPLE_AT, "-");
    calls.length = 0;
    expect(firstValue(await backend.find(SAMPLE_AT, "-"))).toEqual(Uint8Array.of(1, 2, 3));
    expect(calls).toEqual(["near.find"]);
  });

  it("gives a copy of its own to the near tier", async () => {
    const { backend, far } = await setup();
    await far.put(sampleRecord());
    const value = firstValue(await backend.find(SAMPLE_AT, "-"));
    if (value instanceof Uint8Array) value.fill(9);
    expect(firstValue(await backend.find(SAMPLE_AT, "-"))).toEqual(Uint8Array.of(1, 2, 3));
  });

  it("uses a near copy for the time given, and then asks the far tier", async () => {
    const { backend, calls, clock } = await setup({ nearForMs: 500 });
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
    const { backend, near, far } = await setup();
    const body = { id: "b", target: SAMPLE_AT.target, bytes: 1e6, checksum: "c" };
    await backend.put(sampleRecord({ body }));
    await backend.find(SAMPLE_AT, "-");
    expect([near.records.size, far.records.size]).toEqual([0, 1]);
  });

  it("ignores what somebody else has put into the near tier", async () => {
    const { backend, near } = await setup();
    await near.put(sampleRecord({ revision: "strange" }));
    expect(revisionsOf(await backend.find(SAMPLE_AT, "-"))).toEqual([]);
  });
});

describe("storing", () => {
  it("goes to the far tier, then to the near one", async () => {
    const { backend, calls } = await setup();
    expect(backend.put(sampleRecord())).toBe("stored");
    expect(calls).toEqual(["far.put", "near.put"]);
  });

  it("drops the near copy on a conflict", async () => {
    const { backend, near, far } = await setup();
    await backend.put(sampleRecord());
    await far.put(sampleRecord({ revision: "r2" }));
    expect(await backend.put(sampleRecord({ revision: "r3" }), { revision: "r1" })).toBe("conflict");
    expect(near.records.size).toBe(0);
    expect(revisionsOf(await backend.find(SAMPLE_AT, "-"))).toEqual(["- r2"]);
  });

  it("drops the near copy where the new one does not fit there", async () => {
    const { backend, near } = await setup();
    await backend.put(sampleRecord());
    near.put = () => "too-large";
    expect(await backend.put(sampleRecord({ revision: "r2" }))).toBe("stored");
    expect(near.records.size).toBe(0);
  });

  it("drops the near copy where the far tier fails, and fails", async () => {
    const { backend, near, far } = await setup();
    await backend.put(sampleRecord());
    far.put = () => Promise.reject(new Error("lost connection"));
    await expect(backend.put(sampleRecord({ revision: "r2" }))).rejects.toThrow("lost connection");
    expect(near.records.size).toBe(0);
    far.put = () => {
      throw new Error("at once");
    };
    expect(() => backend.put(sampleRecord())).toThrow("at once");
  });

  it("keeps no near copy where two stores meet, because nobody knows which came last", async () => {
    const door = gate();
    const { backend, near, far } = await setup();
    const put = far.put;
    far.put = (record, seen) => door.opened.then(() => put(record, seen));
    const both = [
      backend.put(sampleRecord({ revision: "r2" })),
      backend.put(sampleRecord({ revision: "r3" })),
    ];
    door.open();
    expect(await Promise.all(both)).toEqual(["stored", "stored"]);
    expect(near.records.size).toBe(0);
  });

  it("is not overtaken by a look that began before it", async () => {
    const door = gate();
    const { backend, near, far } = await setup();
    await far.put(sampleRecord());
    const find = far.find;
    far.find = async (at) => {
      const old = await find(at);
      await door.opened;
      return old;
    };
    const looking = backend.find(SAMPLE_AT, "-");
    await backend.put(sampleRecord({ revision: "r2" }));
    door.open();
    expect(revisionsOf(await looking)).toEqual(["- r1"]);
    expect([...near.records.values()].map(({ head }) => head.revision)).toEqual(["r2"]);
  });
});

describe("removing", () => {
  it("invalidates near, far, near", async () => {
    const { backend, calls, near } = await setup();
    await backend.put(sampleRecord());
    calls.length = 0;
    expect(await backend.invalidate(SAMPLE_AT.target)).toBe(1);
    expect(calls).toEqual(["near.invalidate", "far.invalidate", "near.invalidate"]);
    expect(near.records.size).toBe(0);
  });

  it("lets no look that began before an invalidation copy into the near tier", async () => {
    const door = gate();
    const { backend, near, far } = await setup();
    await far.put(sampleRecord());
    const find = far.find;
    far.find = async (at) => {
      const old = await find(at);
      await door.opened;
      return old;
    };
    const looking = backend.find(SAMPLE_AT, "-");
    await backend.invalidate(SAMPLE_AT.target);
    door.open();
    await looking;
    expect(near.records.size).toBe(0);
  });

  it("removes the near copy whatever its revision, and counts the far tier's", async () => {
    const { backend, near, far } = await setup();
    await backend.put(sampleRecord());
    expect(await backend.remove([{ ...SAMPLE_AT, revision: "r1" }])).toBe(1);
    expect([near.records.size, far.records.size]).toEqual([0, 0]);
  });

  it("clears both", async () => {
    const { backend, near, far } = await setup();
    await backend.put(sampleRecord());
    await backend.clear();
    expect([near.records.size, far.records.size]).toEqual([0, 0]);
  });

  it("empties the near tier where a filter removed something", async () => {
    const { backend, near } = await setup({ far: { removeWhere: (_, limit) => limit } });
    await backend.put(sampleRecord());
    expect(await backend.removeWhere?.({ tag: "a" }, 0)).toBe(0);
    expect(near.records.size).toBe(1);
    expect(await backend.removeWhere?.({ tag: "a" }, 5)).toBe(5);
    expect(near.records.size).toBe(0);
  });
});

describe("an epoch", () => {
  it("is the far tier's, also on a near hit", async () => {
    const { backend, far } = await setup();
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
    const { backend, events } = await setup({
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
    const { backend } = await setup({ near: { invalidate: broken } });
    expect(() => backend.invalidate(SAMPLE_AT.target)).toThrow("broken");
  });

  it("does not keep the far tier from being closed", async () => {
    const { backend, calls } = await setup({ near: { close: broken } });
    await backend.close();
    expect(calls).toEqual(["far.close"]);
  });
});

describe("abilities", () => {
  it("are those of the far tier", async () => {
    const { backend } = await setup({
      near: { stats: () => ({ entries: 0, bytes: 0 }) },
      far: { lease: () => ({ held: false, forMs: 5 }) },
    });
    expect(backend.stats).toBeUndefined();
    expect(await backend.lease?.("x", 1)).toEqual({ held: false, forMs: 5 });
  });

  it("flushes both, after what goes on in the background", async () => {
    const door = gate();
    const { backend, calls, near, far } = await setup();
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
