import type { RecordHead } from "../../contracts/backend.ts";
import type { Lookup } from "../../entry/entry.ts";
import { type Bytes, type Instant, NEVER_MS } from "../../http/messages.ts";
import { crc32 } from "../../platform/bytes/checksum.ts";

/** A record of bytes. */
export interface BytesRecord {
  readonly head: RecordHead;
  readonly value: Uint8Array;
}

/** All variants of one request, as one value of the store. */
export interface Group extends Lookup {
  /** The target's, when this was written; under another one it does not count. */
  readonly epoch: string;
  readonly records: readonly BytesRecord[];
}

/** What is known of a target. */
export interface TargetState {
  readonly epoch: string;
  /** Made by a first store, not by an invalidation. */
  readonly initial: boolean;
  /** No record of the target is kept longer. */
  readonly untilMs: Instant;
}

interface GroupHeader extends Lookup {
  readonly epoch: string;
  readonly heads: readonly RecordHead[];
  readonly lengths: readonly number[];
}

const MAGIC = 0x72636701;
const HEADER_AT = 12;

/** Magic and version, checksum and length of the header, the header as JSON, then the values. */
export function encodeGroup({ target, selector, epoch, records }: Group): Bytes {
  const heads = records.map(({ head }) => head);
  const lengths = records.map(({ value }) => value.length);
  const header = new TextEncoder().encode(
    JSON.stringify({ target, selector, epoch, heads, lengths } satisfies GroupHeader),
  );
  const bytes = new Uint8Array(HEADER_AT + header.length + lengths.reduce((sum, length) => sum + length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setUint32(4, crc32(header));
  view.setUint32(8, header.length);
  bytes.set(header, HEADER_AT);
  let at = HEADER_AT + header.length;
  for (const { value } of records) {
    bytes.set(value, at);
    at += value.length;
  }
  return bytes;
}

/** The group at a key, its values copied; undefined where there is none, or something that is not that group. */
export function decodeGroup(bytes: Uint8Array | undefined, at?: Lookup): Group | undefined {
  if (bytes === undefined || bytes.length < HEADER_AT) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const valuesAt = HEADER_AT + view.getUint32(8);
  if (view.getUint32(0) !== MAGIC || valuesAt > bytes.length) return undefined;
  const json = bytes.subarray(HEADER_AT, valuesAt);
  if (crc32(json) !== view.getUint32(4)) return undefined;
  // The cast: magic, version and checksum say that it is what `encodeGroup` wrote.
  const { target, selector, epoch, heads, lengths } = JSON.parse(
    new TextDecoder().decode(json),
  ) as GroupHeader;
  if (at && (at.target !== target || at.selector !== selector)) return undefined;
  if (valuesAt + lengths.reduce((sum, length) => sum + length, 0) !== bytes.length) return undefined;
  let from = valuesAt;
  const records = heads.map((head, i) => {
    const value = new Uint8Array(bytes.subarray(from, from + (lengths[i] ?? 0)));
    from += value.length;
    return { head, value };
  });
  return { target, selector, epoch, records };
}

/** Until when the store may keep a group. */
export function groupUntilMs({ records }: Group): Instant {
  return records.reduce((latest, { head }) => Math.max(latest, head.removeAtMs), 0);
}

export function encodeTarget(state: TargetState): Bytes {
  return new TextEncoder().encode(JSON.stringify(state));
}

/** undefined: nothing, or nothing readable; no record of the target counts then. */
export function decodeTarget(bytes: Uint8Array | undefined): TargetState | undefined {
  if (bytes === undefined) return undefined;
  try {
    const { epoch, initial, untilMs } = JSON.parse(new TextDecoder().decode(bytes));
    const isState = typeof epoch === "string" && typeof initial === "boolean" && typeof untilMs === "number";
    return isState ? { epoch, initial, untilMs: Math.min(untilMs, NEVER_MS) } : undefined;
  } catch {
    return undefined;
  }
}
