import type { BodyRef, FoundRecord, Instant, Lookup, RecordHead, StoredRecord } from "@rcache/core/backend";
import { oneLine } from "./key-names.ts";

/** A head without what the key says. */
type StoredHead = Omit<RecordHead, "target" | "selector">;

/** The lines before the head. */
interface Lines {
  readonly removeAtMs: Instant;
  readonly revision: string;
  readonly serializerId: string;
  readonly hasBody: boolean;
  /** Where the head begins and ends. Its end may be beyond what was read. */
  readonly start: number;
  readonly end: number;
}

/** So many bytes of a record hold the lines that scripts read, and almost always all of its head. */
export const HEAD_BYTES = 2_048;
const LINES = 6;
const LINE_BREAK = 10;

/**
 * A record as it is stored, but for the first line, the epoch, which the script puts before it: five lines (when it may go, its revision, its
 * body, the id of its serializer, how many bytes the head has), the head as JSON, the value. Scripts read the first; a hit needs the lines only. Texts are
 * quoted, so that a line break in one is none here.
 */
export function encodeRecord(head: RecordHead, value: Uint8Array): Buffer {
  const { target: _target, selector: _selector, ...stored } = head;
  const json = JSON.stringify(stored);
  const body = head.body === undefined ? "" : oneLine(head.body.id);
  const [revision, serializerId] = [JSON.stringify(head.revision), JSON.stringify(head.serializerId)];
  const lines = [head.removeAtMs, revision, body, serializerId, Buffer.byteLength(json), json];
  return Buffer.concat([Buffer.from(lines.join("\n")), value]);
}

/** When a record may go, from the first of its bytes. */
export function removeAtOf(record: Buffer): Instant {
  const start = record.indexOf(LINE_BREAK) + 1;
  return Number(record.toString("latin1", start, record.indexOf(LINE_BREAK, start)));
}

/** Whether it was stored under this epoch; undefined: no invalidation is remembered. */
export function isUnder(epoch: string | undefined, record: Buffer): boolean {
  return epoch === undefined || record.toString("latin1", 0, record.indexOf(LINE_BREAK)) === epoch;
}

/** Where the head of a record ends, from the first of its bytes; undefined where it is no record. */
export function headEnd(record: Buffer): number | undefined {
  return ifRecord(() => linesOf(record).end);
}

/** undefined where it is no record. */
export function decodeHead({ target, selector }: Lookup, record: Buffer): RecordHead | undefined {
  return ifRecord(() => ({ target, selector, ...storedHead(record, linesOf(record)) }));
}

/** What comes after the head, in memory of its own: the client gives pieces of what came from the socket. */
export function valueIn(record: Buffer): Uint8Array {
  return new Uint8Array(record.subarray(linesOf(record).end));
}

/** What a hit hands out; undefined where it is no record. Where the variant is known, the head is read only for the sake of a body. */
export function decodeFound(at: Lookup, record: Buffer, known?: string): FoundRecord | undefined {
  return ifRecord(() => found(at, record, known));
}

function found({ target, selector }: Lookup, record: Buffer, known: string | undefined): FoundRecord {
  const lines = linesOf(record);
  const { removeAtMs, revision, serializerId } = lines;
  if (lines.end > record.length) throw noRecord();
  const head = lines.hasBody || known === undefined ? storedHead(record, lines) : undefined;
  const variant = known ?? head?.variant ?? "";
  const plain = {
    target,
    selector,
    variant,
    revision,
    serializerId,
    removeAtMs,
    // Of what came from the socket: the engine copies of it what it hands on.
    value: new Uint8Array(record.buffer, record.byteOffset + lines.end, record.byteLength - lines.end),
  };
  return head?.body === undefined ? plain : { ...plain, body: ownBody(head.body) };
}

/** The form of this backend is 'bytes': no engine gives anything else. */
export function bytesOf(value: StoredRecord["value"]): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError("the Redis backend keeps bytes");
}

function linesOf(record: Buffer): Lines {
  let start = 0;
  for (let line = 0; line < LINES; line += 1) {
    start = record.indexOf(LINE_BREAK, start) + 1;
    if (start === 0) throw noRecord();
  }
  const [, removeAtMs, revision = "", body, serializerId = "", bytes] = record
    .toString("utf8", 0, start - 1)
    .split("\n");
  if (!isNumber(removeAtMs) || !isNumber(bytes)) throw noRecord();
  return {
    removeAtMs: Number(removeAtMs),
    revision: unquoted(revision),
    serializerId: unquoted(serializerId),
    hasBody: body !== "",
    start,
    end: start + Number(bytes),
  };
}

/** Somebody else may have written to the key. */
function ifRecord<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && text !== "" && Number.isFinite(Number(text));
}

function noRecord(): TypeError {
  return new TypeError("this is no record of the Redis backend");
}

function unquoted(json: string): string {
  return json.includes("\\") ? String(JSON.parse(json)) : json.slice(1, -1);
}

function storedHead(record: Buffer, { start, end }: Lines): StoredHead {
  const head: unknown = JSON.parse(record.toString("utf8", start, end));
  if (!isHead(head)) throw noRecord();
  return head;
}

function isHead(head: unknown): head is StoredHead {
  if (typeof head !== "object" || head === null) return false;
  const texts = ["variant", "revision", "serializerId", "url", "method"];
  const numbers = ["status", "createdAtMs", "freshUntilMs", "removeAtMs", "bytes"];
  return (
    texts.every((name) => typeof Reflect.get(head, name) === "string") &&
    numbers.every((name) => typeof Reflect.get(head, name) === "number") &&
    Array.isArray(Reflect.get(head, "tags"))
  );
}

function ownBody({ id, target, bytes, checksum }: BodyRef): BodyRef {
  return { id, target, bytes, checksum };
}
