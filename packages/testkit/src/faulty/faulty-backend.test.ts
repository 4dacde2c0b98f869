import type { Backend, Found, StoredRecord } from "@rcache/core/backend";
import { describe, expect, it } from "vitest";
import { entryOf, everyByte } from "../builders/entry-of.ts";
import { recordOf } from "../builders/record-of.ts";
import { referenceBackend } from "../reference/reference-backend.ts";
import type { Fault } from "./fault.ts";
import { faultyBackend } from "./faulty-backend.ts";

const entry = entryOf({ body: everyByte(64) });
const at = entry.address;
const valueKinds = ["bytes", "document", "entry"] as const;

async function filled(
  valueKind: Backend["valueKind"],
  ...faults: readonly Fault[]
): Promise<[Backend, StoredRecord]> {
  const backend = faultyBackend(referenceBackend({ valueKind }), faults);
  await backend.open({ nowMs: () => entry.receivedAtMs, report: () => undefined });
  const record = await recordOf(entry, backend);
  await backend.put(record);
  return [backend, record];
}

describe("faultyBackend", () => {
  it("has the abilities of the backend it wraps", () => {
    const whole = referenceBackend();
    expect(new Set(Object.keys(faultyBackend(whole, [])))).toEqual(new Set(Object.keys(whole)));
    const { scan: _, lease: __, ...fewer } = whole;
    const faulty = faultyBackend(fewer, []);
    expect([faulty.scan, faulty.lease, faulty.stats]).toEqual([undefined, undefined, expect.any(Function)]);
  });

  it("answers synchronously where the backend does and nothing goes wrong", async () => {
    const [backend] = await filled("bytes", { operation: "find", nth: 2, fault: "delay", forMs: 0 });
    expect(backend.find(at)).not.toBeInstanceOf(Promise);
    expect(await backend.find(at)).toMatchObject({ records: [{ revision: "r1" }] });
  });

  it("throws at the n-th call only", async () => {
    const [backend] = await filled("bytes", { operation: "find", nth: 2, fault: "throw" });
    expect((await backend.find(at)).records).toHaveLength(1);
    expect(() => backend.find(at)).toThrow(/find 2 fails/);
    expect((await backend.find(at)).records).toHaveLength(1);
  });

  for (const valueKind of valueKinds)
    for (const fault of ["truncate", "flip"] as const)
      for (const operation of ["find", "put"] as const)
        it(`changes the value of a ${valueKind} (${operation}, ${fault})`, async () => {
          const [backend, record] = await filled(valueKind, { operation, nth: 1, fault });
          const first: Found = structuredClone(await backend.find(at));
          expect(first.records[0]?.value).not.toEqual(record.value);
          const again = (await backend.find(at)).records[0]?.value;
          if (operation === "find") expect(again).toEqual(record.value);
          else expect(again).toEqual(first.records[0]?.value);
        });

  it("forgets a put, an invalidation and what it finds", async () => {
    const [lost] = await filled("bytes", { operation: "put", nth: 1, fault: "forget" });
    expect((await lost.find(at)).records).toEqual([]);
    const [kept] = await filled(
      "bytes",
      { operation: "invalidate", nth: 1, fault: "forget" },
      { operation: "find", nth: 1, fault: "forget" },
    );
    expect(await kept.invalidate(at.target)).toBe(0);
    expect(await kept.find(at)).toEqual({ complete: true, records: [] });
    expect((await kept.find(at)).records).toHaveLength(1);
  });

  it("does a call twice", async () => {
    const [backend, record] = await filled("bytes", { operation: "put", nth: 2, fault: "duplicate" });
    const seen = { revision: record.head.revision };
    const next = { ...record, head: { ...record.head, revision: "r2" } };
    expect(await backend.put(next, seen)).toBe("stored");
    expect((await backend.find(at)).records[0]?.revision).toBe("r2");
  });

  it("damages, loses and doubles bodies", async () => {
    const body = everyByte(100);
    const faults: readonly Fault[] = [
      { operation: "bodies", nth: 3, fault: "truncate" },
      { operation: "bodies", nth: 4, fault: "flip" },
      { operation: "bodies", nth: 5, fault: "forget" },
      { operation: "bodies", nth: 6, fault: "duplicate" },
    ];
    const [backend] = await filled("bytes", ...faults);
    const ref = { id: "one", target: at.target, bytes: 100, checksum: "" };
    await write(backend, "one", body);
    expect(await read(backend, ref)).toEqual([...body]);
    expect(await read(backend, ref)).toEqual([...body.subarray(0, 50)]);
    expect(await read(backend, ref)).toEqual([...body].with(50, (body[50] ?? 0) ^ 1));
    expect(await read(backend, ref)).toBeUndefined();
    await write(backend, "two", body);
    expect(await read(backend, { ...ref, id: "two", bytes: 200 })).toEqual([...body, ...body]);
  });

  it("forgets what it scans", async () => {
    const [backend] = await filled("bytes", { operation: "scan", nth: 1, fault: "forget" });
    const count = async (): Promise<number> => {
      let heads = 0;
      for await (const _ of backend.scan?.({}) ?? []) heads += 1;
      return heads;
    };
    expect([await count(), await count()]).toEqual([0, 1]);
  });

  it("refuses faults that can never happen, and says why", () => {
    const whole = referenceBackend();
    const { stats: _, ...fewer } = whole;
    const fault = "throw";
    expect(() => faultyBackend(whole, [{ operation: "name", nth: 1, fault }])).toThrow(/no call "name"/);
    expect(() => faultyBackend(fewer, [{ operation: "stats", nth: 1, fault }])).toThrow(/no call "stats"/);
    expect(() => faultyBackend(whole, [{ operation: "find", nth: 0, fault }])).toThrow(/nth is 0/);
    expect(() => faultyBackend(whole, [{ operation: "clear", nth: 1, fault: "flip" }])).toThrow(
      /no value to flip/,
    );
    expect(() => faultyBackend(whole, [{ operation: "find", nth: 1, fault, forMs: 5 }])).toThrow(
      /forMs is 5/,
    );
  });
});

async function write(backend: Backend, id: string, body: Uint8Array): Promise<void> {
  const writer = await backend.bodies?.create(at, id, entry.receivedAtMs + 1_000);
  await writer?.write(body);
  await writer?.commit();
}

async function read(
  backend: Backend,
  ref: { id: string; target: string; bytes: number; checksum: string },
): Promise<number[] | undefined> {
  const chunks = await backend.bodies?.open(ref);
  if (chunks === undefined) return undefined;
  const bytes: number[] = [];
  for await (const chunk of chunks) bytes.push(...chunk);
  return bytes;
}
