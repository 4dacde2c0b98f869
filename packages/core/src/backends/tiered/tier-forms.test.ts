import { describe, expect, it } from "vitest";
import { mapBackend } from "../../../test/map-backend.ts";
import { fullEntry, SAMPLE_AT } from "../../../test/sample-entry.ts";
import { entryRecord, firstValue, revisionsOf } from "../../../test/sample-record.ts";
import type { Backend } from "../../contracts/backend.ts";
import type { CacheEvent } from "../../contracts/events.ts";
import type { Serializer } from "../../contracts/serializer.ts";
import { encodeFrame } from "../../entry/formats/frame.ts";
import type { Chunks } from "../../http/messages.ts";
import { crc32 } from "../../platform/bytes/checksum.ts";
import { frameSerializer } from "../../serializers/frame-serializer.ts";
import { tiered } from "./tiered.ts";

async function* sealed(chunks: Chunks): Chunks {
  yield* chunks;
}

const sealing: Serializer<Uint8Array> = {
  ...frameSerializer,
  body: { seekable: false, seal: sealed, open: sealed },
};

async function setup(farChanges: Partial<Backend> = {}) {
  const events: CacheEvent[] = [];
  const near = mapBackend("near", "entry", () => 1_000);
  const far = { ...mapBackend("far", "bytes", () => 1_000), ...farChanges };
  const backend = tiered(near, far);
  await backend.open({ nowMs: () => 1_000, report: (event) => void events.push(event) });
  return { near, far, backend, events };
}

describe("entries near and bytes far", () => {
  it("stores frames far and entries near, and takes entries", async () => {
    const { near, far, backend } = await setup();
    expect(backend.valueKind).toBe("entry");
    await backend.put(entryRecord());
    const [farRecord] = far.records.values();
    const [nearRecord] = near.records.values();
    expect(farRecord?.head.serializerId).toBe("frame1");
    expect(farRecord?.value).toBeInstanceOf(Uint8Array);
    expect(nearRecord?.value).toHaveProperty("revision", "r1");
  });

  it("gives back the same entry from either tier", async () => {
    const { near, backend } = await setup();
    const record = entryRecord(fullEntry());
    await backend.put(record);
    near.records.clear();
    const fromFar = await backend.find(SAMPLE_AT, "-");
    expect(fromFar).toMatchObject({ records: [{ serializerId: "entry", revision: "r1" }] });
    // A plain entry, because a near tier may copy it by spreading.
    expect(near.records.size).toBe(1);
    expect(firstValue(await backend.find(SAMPLE_AT, "-"))).toStrictEqual(record.value);
  });

  it("removes what is corrupt in the far tier by its revision, and tells", async () => {
    const { near, far, backend, events } = await setup();
    const { head } = entryRecord();
    await far.put({
      head: { ...head, serializerId: "frame1" },
      value: encodeFrame(fullEntry(), { ...SAMPLE_AT, variant: "v" }, crc32),
    });
    expect(revisionsOf(await backend.find(SAMPLE_AT))).toEqual([]);
    expect(events).toEqual([{ kind: "record-unreadable", key: `GET ${SAMPLE_AT.target}`, fault: "corrupt" }]);
    expect([near.records.size, far.records.size]).toEqual([0, 0]);
  });

  it("leaves alone what another serializer has written", async () => {
    const { far, backend, events } = await setup();
    const { head } = entryRecord();
    await far.put({ head: { ...head, serializerId: "json1" }, value: Uint8Array.of(123) });
    expect(revisionsOf(await backend.find(SAMPLE_AT))).toEqual([]);
    expect(events).toMatchObject([{ fault: "foreign" }]);
    expect(far.records.size).toBe(1);
  });

  it("scans the far tier and gives its values as entries", async () => {
    const { far, backend } = await setup({
      async *scan({ values }) {
        for (const { head, value } of far.records.values()) yield values ? { ...head, value } : head;
      },
    });
    await backend.put(entryRecord());
    const heads = [];
    for await (const head of backend.scan?.({ values: true }) ?? []) heads.push(head);
    expect(heads).toMatchObject([{ revision: "r1", serializerId: "entry", value: { revision: "r1" } }]);
    const bare = [];
    for await (const head of backend.scan?.({}) ?? []) bare.push(Object.hasOwn(head, "value"));
    expect(bare).toEqual([false]);
  });

  it("refuses a value of a serializer that it does not know", async () => {
    const { backend } = await setup();
    const { head, value } = entryRecord();
    expect(() => backend.put({ head: { ...head, serializerId: "other1" }, value })).toThrow(
      /RCACHE_BACKEND_FAILED.*other1/,
    );
  });
});

describe("large bodies", () => {
  const bodies: NonNullable<Backend["bodies"]> = {
    create: () => ({ write: () => undefined, commit: () => undefined, abort: () => undefined }),
    open: () => undefined,
    keep: () => false,
  };

  it("are the far tier's where they look the same on both sides", async () => {
    const { backend } = await setup({ bodies: { ...bodies, keep: () => true } });
    expect(backend.bodies?.keep({ id: "b", target: "t", bytes: 1, checksum: "c" }, 1)).toBe(true);
  });

  it("are not kept where the far serializer would have to seal them", async () => {
    const { backend } = await setup({ bodies, serializer: sealing });
    expect(backend.bodies).toBeUndefined();
  });
});
