import { crc32 } from "node:zlib";
import type { Bytes, FoundRecord, RecordHead, StoredRecord } from "@rcache/core/backend";

/** A record as it stands in a file. */
export interface RecordFile {
  readonly head: RecordHead;
  readonly valueBytes: number;
  /** Where the value begins. */
  readonly valueStart: number;
  /** How long the file has to be. */
  readonly fileBytes: number;
}

const NEWLINE = 10;
/** The first line says what is in the file; version 1 of it. */
const START = '{"rcache":1,"check":"';
const CHECK_DIGITS = 8;
const HEAD = '","head":';
const ENTRY = ',"entry":';
const JSON_END = "\n}\n";
const COMMENT = "# ";

/** The extension of a file, by the serializer's id (requests-cache FS-03). */
export function extensionOf(serializerId: string): string {
  const known = /^(json|yaml|bson)\d+$/.exec(serializerId);
  return known?.[1] ?? "dat";
}

/**
 * The bytes of a file: one line with the head, then the value as the serializer made it.
 *
 * A JSON value is a member of a JSON object that the line begins, before YAML the line is a comment: both stay readable to any program. The
 * head's checksum and the value's length find a file that was damaged or cut off.
 */
export function encodeRecordFile({ head, value }: StoredRecord): Bytes {
  const bytes = bytesOf(value);
  const text = JSON.stringify({ ...plainHead(head), valueBytes: bytes.byteLength });
  const checked = `${START}${checkOf(text)}${HEAD}${text}`;
  const form = extensionOf(head.serializerId);
  if (form === "json") return joined(`${checked}${ENTRY}\n`, bytes, JSON_END);
  return joined(form === "yaml" ? `${COMMENT}${checked}}\n` : `${checked}}\n`, bytes, "");
}

/** Reads the head of a file from its beginning; undefined where it is not one, or the line is not whole. */
export function decodeRecordFile(beginning: Buffer): RecordFile | undefined {
  const end = beginning.indexOf(NEWLINE);
  if (end < 0) return undefined;
  const whole = beginning.toString("utf8", 0, end);
  const line = whole.startsWith(COMMENT) ? whole.slice(COMMENT.length) : whole;
  if (!line.startsWith(START)) return undefined;
  const isJson = line.endsWith(ENTRY);
  const check = line.slice(START.length, START.length + CHECK_DIGITS);
  const text = line.slice(
    START.length + CHECK_DIGITS + HEAD.length,
    isJson ? line.length - ENTRY.length : line.length - 1,
  );
  if (checkOf(text) !== check) return undefined;
  const head = parsedHead(text);
  if (head === undefined) return undefined;
  const { valueBytes, ...rest } = head;
  const valueStart = end + 1;
  return {
    head: rest,
    valueBytes,
    valueStart,
    fileBytes: valueStart + valueBytes + (isJson ? JSON_END.length : 0),
  };
}

/** Whether a file that cannot be read was written by a later version, and has to be left alone. */
export function isOfAnotherVersion(beginning: Buffer): boolean {
  const version = /^(?:# )?\{"rcache":(\d+),/.exec(beginning.toString("latin1", 0, 40))?.[1];
  return version !== undefined && version !== "1";
}

/** What `find` hands out. */
export function foundRecord(head: RecordHead, value: Uint8Array): FoundRecord {
  const { target, selector, variant, revision, serializerId, removeAtMs, body } = head;
  const found = { target, selector, variant, revision, serializerId, removeAtMs, value };
  return body === undefined ? found : { ...found, body };
}

/** The form of this backend is 'bytes': no engine gives anything else. */
export function bytesOf(value: StoredRecord["value"]): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError("the filesystem backend keeps bytes");
}

function plainHead(head: RecordHead): RecordHead {
  const { target, selector, variant, revision, serializerId, url, method, status, tags } = head;
  const { createdAtMs, freshUntilMs, removeAtMs, bytes, body } = head;
  const plain = {
    ...{ target, selector, variant, revision, serializerId, url, method, status, tags },
    ...{ createdAtMs, freshUntilMs, removeAtMs, bytes },
  };
  return body === undefined ? plain : { ...plain, body };
}

function parsedHead(text: string): (RecordHead & { readonly valueBytes: number }) | undefined {
  try {
    const head: unknown = JSON.parse(text);
    // The cast: the checksum says that it is what `encodeRecordFile` wrote.
    return isHead(head) ? (head as RecordHead & { readonly valueBytes: number }) : undefined;
  } catch {
    return undefined;
  }
}

/** Whoever made a file by hand can make its checksum too. */
function isHead(head: unknown): boolean {
  // The cast: each member is looked at before it is used.
  const fields = head as Readonly<Record<string, unknown>> | null;
  if (typeof fields !== "object" || fields === null) return false;
  const texts = ["target", "selector", "variant", "revision", "serializerId", "url", "method"];
  const numbers = ["status", "createdAtMs", "freshUntilMs", "removeAtMs", "bytes", "valueBytes"];
  return (
    texts.every((name) => typeof fields[name] === "string") &&
    numbers.every((name) => typeof fields[name] === "number") &&
    Array.isArray(fields["tags"]) &&
    isRef(fields["body"])
  );
}

function isRef(body: unknown): boolean {
  if (body === undefined) return true;
  return (
    typeof body === "object" &&
    body !== null &&
    "id" in body &&
    typeof body.id === "string" &&
    "target" in body &&
    typeof body.target === "string" &&
    "bytes" in body &&
    typeof body.bytes === "number" &&
    "checksum" in body &&
    typeof body.checksum === "string"
  );
}

function checkOf(text: string): string {
  return crc32(text).toString(16).padStart(CHECK_DIGITS, "0");
}

function joined(before: string, value: Uint8Array, after: string): Bytes {
  const start = Buffer.byteLength(before);
  const whole = Buffer.allocUnsafeSlow(start + value.byteLength + after.length);
  whole.write(before);
  whole.set(value, start);
  whole.write(after, start + value.byteLength);
  return whole;
}
