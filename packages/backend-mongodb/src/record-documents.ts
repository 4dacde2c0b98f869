import {
  type BodyRef,
  documentSerializer,
  type FoundRecord,
  type RecordDocument,
  type RecordHead,
  type StoredRecord,
  urlHost,
} from "@rcache/core/backend";

/** Any document of ours. */
export interface StoredDocument {
  readonly _id: string;
  readonly kind: "record" | "target";
  readonly [field: string]: unknown;
}

/** A record without what its place adds: `_id` and `epoch`. */
export type RecordFields = Readonly<Record<string, unknown>>;

/** Fields that the record's own document does not have. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  ...["_id", "kind", "epoch", "serializerId", "host", "bytes", "body", "value", "createdAt", "removeAt"],
  // None of core's, and nothing to assign to.
  "__proto__",
]);
/** Fields of the head that core's document has too, with the same values. */
const SHARED_FIELDS = [
  ...["target", "selector", "variant", "revision", "url", "method", "status", "tags"],
  ...["createdAtMs", "freshUntilMs", "removeAtMs"],
] as const;
/** What a record may have or not. */
const OPTIONAL_FIELDS: readonly string[] = [
  ...[
    "host",
    "body",
    "value",
    "removeAt",
    "staleBan",
    "etag",
    "lastModified",
    "finalUrl",
    "chunkBytes",
    "partStart",
    "partEnd",
    "partTotal",
  ],
  ...["bodyText", "bodyBytes", "bodyId", "bodyTarget", "bodyChecksum"],
];
/** The last instant of the year 9999, after which not every client can show a date: such a record never expires. */
const LAST_DATE_MS = 253_402_300_799_999;

/** Fields beside the document's in which a record of core's own document form stands; others stand in `value`. */
export const HEAD_PROJECTION: Readonly<Record<string, 1>> = Object.fromEntries(
  [...SHARED_FIELDS, "serializerId", "bytes", "body"].map((field) => [field, 1]),
);

/** The fields of a record: head and entry side by side, so that both can be asked for by name. */
export function toFields({ head, value }: StoredRecord): RecordFields {
  const host = urlHost(head.url);
  const fields: Record<string, unknown> = {
    kind: "record",
    ...(head.serializerId === documentSerializer.id ? value : { value }),
    serializerId: head.serializerId,
    bytes: head.bytes,
    createdAt: new Date(head.createdAtMs),
  };
  for (const field of SHARED_FIELDS) fields[field] = head[field];
  if (host !== undefined) fields["host"] = host;
  if (head.body !== undefined) fields["body"] = { ...head.body };
  if (head.removeAtMs <= LAST_DATE_MS) fields["removeAt"] = new Date(head.removeAtMs);
  return fields;
}

/** The optional fields that a record does not have, to be removed from the one it replaces. */
export function absentFields(fields: RecordFields): Readonly<Record<string, "">> {
  return Object.fromEntries(
    OPTIONAL_FIELDS.filter((field) => !Object.hasOwn(fields, field)).map((field) => [field, ""]),
  );
}

export function toFound(document: StoredDocument): FoundRecord {
  const body = bodyOf(document);
  const found: FoundRecord = {
    target: text(document["target"]),
    selector: text(document["selector"]),
    variant: text(document["variant"]),
    revision: text(document["revision"]),
    serializerId: text(document["serializerId"]),
    removeAtMs: number(document["removeAtMs"]),
    value: toValue(document),
  };
  return body === undefined ? found : { ...found, body };
}

export function toHead(document: StoredDocument): RecordHead {
  const body = bodyOf(document);
  const head: RecordHead = {
    target: text(document["target"]),
    selector: text(document["selector"]),
    variant: text(document["variant"]),
    revision: text(document["revision"]),
    serializerId: text(document["serializerId"]),
    url: text(document["url"]),
    method: text(document["method"]),
    status: number(document["status"]),
    tags: Array.isArray(document["tags"]) ? document["tags"].map(text) : [],
    createdAtMs: number(document["createdAtMs"]),
    freshUntilMs: number(document["freshUntilMs"]),
    removeAtMs: number(document["removeAtMs"]),
    bytes: number(document["bytes"]),
  };
  return body === undefined ? head : { ...head, body };
}

/** What was put. */
export function toValue(document: StoredDocument): RecordDocument {
  const { value } = document;
  return typeof value === "object" && value !== null ? plain(value) : besideHead(document);
}

/** A record of core's own document form: every field but those that the record adds, taken over as it is, because core checks each of them. */
function besideHead(document: StoredDocument): RecordDocument {
  const fields: Record<string, RecordDocument[string]> = {};
  for (const field in document) {
    if (OWN_FIELDS.has(field)) continue;
    const value = document[field];
    // The cast: for core to check.
    fields[field] = value instanceof Uint8Array ? ownBytes(value) : (value as RecordDocument[string]);
  }
  return fields;
}

/** The body that a record names. */
export function bodyOf(document: StoredDocument): BodyRef | undefined {
  const { body } = document;
  if (typeof body !== "object" || body === null) return undefined;
  return {
    id: text(Reflect.get(body, "id")),
    target: text(Reflect.get(body, "target")),
    bytes: number(Reflect.get(body, "bytes")),
    checksum: text(Reflect.get(body, "checksum")),
  };
}

function plain(fields: object): RecordDocument {
  const document: Record<string, RecordDocument[string]> = {};
  for (const field of Object.keys(fields)) {
    const value = plainValue(Reflect.get(fields, field));
    if (value === undefined) continue;
    if (field !== "__proto__") document[field] = value;
    else
      Object.defineProperty(document, field, { value, writable: true, enumerable: true, configurable: true });
  }
  return document;
}

/** What MongoDB can hold and a document cannot is left out; the serializer then finds a field missing. */
function plainValue(value: unknown): RecordDocument[string] | undefined {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (value instanceof Uint8Array) return ownBytes(value);
  if (Array.isArray(value)) return value.map(text);
  if (typeof value === "object" && value !== null) return plain(value);
  return undefined;
}

/** The driver gives pieces of what came from the socket: a small one is copied, so that it does not keep all of that in memory. */
function ownBytes({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return byteLength * 2 > buffer.byteLength ? bytes : new Uint8Array(bytes);
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
