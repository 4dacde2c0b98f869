import type { Backend, StoredRecord } from "@rcache/core/backend";
import { type EntryOverrides, everyByte, text } from "../builders/entry-of.ts";
import { check, checkEqual } from "../check.ts";
import { checkFound, type Proof, type Trial } from "./trial.ts";

const LARGEST_TRIED_BYTES = 64 * 1_024 * 1_024;

/** Entries of every shape a record can have. */
const SHAPES: Readonly<Record<string, EntryOverrides>> = {
  binary: { body: everyByte(4_096), response: { headers: [["content-type", "image/png"]] } },
  empty: { body: new Uint8Array(0) },
  none: { body: null, response: { status: 204, statusText: "No Content", headers: [] } },
  text: { body: text("päper ✓ 𝄞 \u2028\r\n"), response: { headers: [["content-type", "text/plain"]] } },
  lines: {
    response: {
      headers: [
        ["Set-Cookie", "a=1; Path=/"],
        ["set-cookie", 'b="x, y"'],
        ["X-Empty", ""],
      ],
    },
  },
  rich: {
    vary: ["accept", "accept-language"],
    tags: ["a", "b,c", "ü"],
    etag: 'W/"1"',
    lastModified: "Thu, 01 Jan 2026 00:00:00 GMT",
    finalUrl: "https://example.com/final",
    staleBan: "must-revalidate",
    part: { start: 0, end: 10, total: 4_096 },
    request: { method: "GET", varied: [["accept", "*/*"]] },
    lifetimes: { removeAtMs: 8.64e15, freshUntilMs: 8.64e15 },
  },
};

/** B1, B2, B7, B11: what is kept, and how it comes back. */
export const storedValueProofs: readonly Proof[] = [
  {
    name: "B1 what was put comes back: value, revision, serializer id",
    async prove(trial) {
      const puts: StoredRecord[] = [];
      for (const [name, shape] of Object.entries(SHAPES)) {
        const address = { target: `https://example.com/${name}` };
        puts.push((await trial.store({ ...shape, address })).record);
      }
      puts.push(await otherCodec(trial));
      for (const put of puts) {
        const { records } = await trial.find(put.head);
        checkEqual(records.length, 1, `records of ${put.head.target}`);
        checkFound(trial.backend, records[0], put);
        checkEqual(records[0]?.serializerId, put.head.serializerId, `serializer id of ${put.head.target}`);
      }
    },
  },
  {
    name: "B2 nothing stored is an empty list, not an error",
    async prove({ find, store }) {
      const at = { target: "https://example.com/nothing", selector: "GET" };
      checkEqual((await find(at)).records, [], "records of an empty store");
      checkEqual((await find(at, "-")).records, [], "records of an empty store with prefer");
      await store({ address: { target: "https://example.com/something" } });
      checkEqual((await find(at)).records, [], "records of another target");
    },
  },
  {
    name: "B7 changing what was handed out does not change the store",
    async prove({ backend, find, store }) {
      const { entry, record } = await store({ body: everyByte(512), tags: ["a"] });
      // The expectation is taken first: a store may have kept the very bytes it was given.
      const expected: StoredRecord = { head: record.head, value: structuredClone(record.value) };
      for (const prefer of [undefined, "-"]) {
        const [found] = (await find(entry.address, prefer)).records;
        check(found !== undefined, "the record is found");
        scribble(found.value);
        checkFound(backend, (await find(entry.address, prefer)).records[0], expected);
      }
    },
  },
  {
    name: "B11 larger than maxValueBytes is too-large, and nothing changes",
    async prove({ backend, find, record, store }) {
      const limit = backend.maxValueBytes;
      check(limit > 0, `maxValueBytes is ${limit}`);
      if (!Number.isFinite(limit) || limit > LARGEST_TRIED_BYTES) return;
      const before = await store();
      const large = await record({ body: new Uint8Array(limit + 1) });
      checkEqual(await backend.put(large), "too-large", `put of more than ${limit} bytes`);
      const seen = { revision: before.record.head.revision };
      checkEqual(
        await backend.put(large, seen),
        "too-large",
        `put of more than ${limit} bytes in place of another`,
      );
      checkFound(backend, (await find(large.head)).records[0], before.record);
      if (backend.valueKind === "bytes") await exactlyAtTheLimit(backend, before.record);
    },
  },
];

/** A value under a serializer of other software: a backend keeps what it cannot read. */
async function otherCodec({ backend, record }: Trial): Promise<StoredRecord> {
  const made = await record({ address: { target: "https://example.com/other-serializer" } });
  if (backend.valueKind === "entry") {
    await backend.put(made);
    return made;
  }
  const other: StoredRecord = {
    ...made,
    head: { ...made.head, serializerId: `${made.head.serializerId}+other` },
  };
  checkEqual(await backend.put(other), "stored", "put under another serializer id");
  return other;
}

async function exactlyAtTheLimit(backend: Backend, before: StoredRecord): Promise<void> {
  const value = new Uint8Array(backend.maxValueBytes).fill(7);
  const head = { ...before.head, revision: "exact", serializerId: "contract" };
  checkEqual(await backend.put({ head, value }), "stored", "put of exactly maxValueBytes");
  checkFound(backend, (await backend.find(head)).records[0], { head, value });
}

/** Changes all that can be changed. What is frozen refuses, which is as good. */
function scribble(value: unknown): void {
  if (value instanceof Uint8Array) value.fill(0x21);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return;
  // The cast: any object may be written to as a record; a frozen one answers false.
  const target = value as Record<string, unknown>;
  for (const key of Object.keys(target)) {
    scribble(target[key]);
    if (!(target[key] instanceof Uint8Array)) Reflect.set(target, key, "scribbled");
  }
  // An entry may give its body through a getter, which is no key of its own.
  const body: unknown = Reflect.get(target, "body");
  if (body instanceof Uint8Array) body.fill(0x21);
}
