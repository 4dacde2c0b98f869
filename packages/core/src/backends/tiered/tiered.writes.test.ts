import { describe, expect, it } from "vitest";
import { gate } from "../../../test/gate.ts";
import { SAMPLE_AT } from "../../../test/sample-entry.ts";
import { revisionsOf, sampleRecord } from "../../../test/sample-record.ts";
import { twoTiers } from "../../../test/two-tiers.ts";

describe("storing", () => {
  it("goes to the far tier, then to the near one", async () => {
    const { backend, calls } = await twoTiers();
    expect(backend.put(sampleRecord())).toBe("stored");
    expect(calls).toEqual(["far.put", "near.put"]);
  });

  it("drops the near copy on a conflict", async () => {
    const { backend, near, far } = await twoTiers();
    await backend.put(sampleRecord());
    await far.put(sampleRecord({ revision: "r2" }));
    expect(await backend.put(sampleRecord({ revision: "r3" }), { revision: "r1" })).toBe("conflict");
    expect(near.records.size).toBe(0);
    expect(revisionsOf(await backend.find(SAMPLE_AT, "-"))).toEqual(["- r2"]);
  });

  it("drops the near copy where the new one does not fit there", async () => {
    const { backend, near } = await twoTiers();
    await backend.put(sampleRecord());
    near.put = () => "too-large";
    expect(await backend.put(sampleRecord({ revision: "r2" }))).toBe("stored");
    expect(near.records.size).toBe(0);
  });

  it("drops the near copy where the far tier fails, and fails", async () => {
    const { backend, near, far } = await twoTiers();
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
    const { backend, near, far } = await twoTiers();
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
    const { backend, near, far } = await twoTiers();
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
    const { backend, calls, near } = await twoTiers();
    await backend.put(sampleRecord());
    calls.length = 0;
    expect(await backend.invalidate(SAMPLE_AT.target)).toBe(1);
    expect(calls).toEqual(["near.invalidate", "far.invalidate", "near.invalidate"]);
    expect(near.records.size).toBe(0);
  });

  it("lets no look that began before an invalidation copy into the near tier", async () => {
    const door = gate();
    const { backend, near, far } = await twoTiers();
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
    const { backend, near, far } = await twoTiers();
    await backend.put(sampleRecord());
    expect(await backend.remove([{ ...SAMPLE_AT, revision: "r1" }])).toBe(1);
    expect([near.records.size, far.records.size]).toEqual([0, 0]);
  });

  it("clears both", async () => {
    const { backend, near, far } = await twoTiers();
    await backend.put(sampleRecord());
    await backend.clear();
    expect([near.records.size, far.records.size]).toEqual([0, 0]);
  });

  it("empties the near tier where a filter removed something", async () => {
    const { backend, near } = await twoTiers({ far: { removeWhere: (_, limit) => limit } });
    await backend.put(sampleRecord());
    expect(await backend.removeWhere?.({ tag: "a" }, 0)).toBe(0);
    expect(near.records.size).toBe(1);
    expect(await backend.removeWhere?.({ tag: "a" }, 5)).toBe(5);
    expect(near.records.size).toBe(0);
  });
});
