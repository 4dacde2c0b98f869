import type {
  Address,
  BodyRef,
  Bytes,
  FoundRecord,
  Instant,
  Lookup,
  RecordHead,
  StoredRecord,
} from "@rcache/core/backend";
import { urlHost } from "@rcache/core/backend";
import type { FoundRow } from "./statements.ts";

/** What a row takes beside its texts and its value: the other columns, and its places in the indexes. */
const ROW_BYTES = 200;

/** A head as it is read back. */
export interface HeadRow extends Address {
  readonly id: number;
  readonly revision: string;
  readonly serializer_id: string;
  readonly url: string;
  readonly method: string;
  readonly status: number;
  readonly tags: string | null;
  readonly created_at: Instant;
  readonly fresh_until: Instant;
  readonly remove_at: Instant;
  readonly bytes: number;
  readonly body: string | null;
  /** Where it was asked for. */
  readonly value?: Buffer<ArrayBuffer>;
}

export const HEAD_COLUMNS =
  "id, target, selector, variant, revision, serializer_id, url, method, status, tags, created_at, fresh_until, remove_at, bytes, body";

/** What a record takes in the file, as far as it is worth counting. */
export function sizeOf({ head, value }: StoredRecord): number {
  const texts = 2 * (head.target.length + head.selector.length + head.variant.length) + head.url.length;
  return ROW_BYTES + texts + bytesOf(value).byteLength + (head.body?.bytes ?? 0);
}

/** The form of this backend is 'bytes': no engine gives anything else. */
export function bytesOf(value: StoredRecord["value"]): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError("the SQLite backend keeps bytes");
}

/** A Buffer is a Uint8Array whose `slice` copies nothing: whoever takes it for one would share bytes. */
export function plain(buffer: Bytes): Bytes {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** The values of a record, in the order of `PUT_COLUMNS`. */
export function columnsOf(record: StoredRecord, used: number): readonly unknown[] {
  const { head } = record;
  return [
    head.target,
    head.selector,
    head.variant,
    head.revision,
    head.serializerId,
    head.removeAtMs,
    head.body === undefined ? null : JSON.stringify(head.body),
    head.body?.id ?? null,
    head.url,
    urlHost(head.url) ?? null,
    head.method,
    head.status,
    head.tags.length === 0 ? null : JSON.stringify(head.tags),
    head.createdAtMs,
    head.freshUntilMs,
    used,
    head.bytes,
    sizeOf(record),
    bytesOf(record.value),
  ];
}

/** What a hit hands out. */
export function foundOf({ target, selector }: Lookup, row: FoundRow): FoundRecord {
  const [revision, serializerId, removeAtMs, body, value, , variant] = row;
  const found = { target, selector, variant, revision, serializerId, removeAtMs, value: plain(value) };
  return body === null ? found : { ...found, body: bodyOf(body) };
}

/** A record that is not in the file yet. The value is copied: what is handed out is the caller's own. */
export function foundPending({ head, value }: StoredRecord): FoundRecord {
  const { target, selector, variant, revision, serializerId, removeAtMs } = head;
  const found = {
    target,
    selector,
    variant,
    revision,
    serializerId,
    removeAtMs,
    value: new Uint8Array(bytesOf(value)),
  };
  return head.body === undefined ? found : { ...found, body: { ...head.body } };
}

export function headOf(row: HeadRow): RecordHead {
  const { target, selector, variant, revision, url, method, status, bytes } = row;
  // The cast: `columnsOf` wrote a list of texts.
  const tags = row.tags === null ? [] : (JSON.parse(row.tags) as readonly string[]);
  const head = {
    ...{ target, selector, variant, revision, serializerId: row.serializer_id },
    ...{ url, method, status, tags, bytes },
    createdAtMs: row.created_at,
    freshUntilMs: row.fresh_until,
    removeAtMs: row.remove_at,
  };
  return row.body === null ? head : { ...head, body: bodyOf(row.body) };
}

function bodyOf(json: string): BodyRef {
  return JSON.parse(json) as BodyRef; // the cast: `columnsOf` wrote one
}
