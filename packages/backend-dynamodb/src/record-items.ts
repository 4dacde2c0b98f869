import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type {
  BodyRef,
  FoundRecord,
  Instant,
  RecordDocument,
  RecordHead,
  RecordValue,
  StoredRecord,
} from "@rcache/core/backend";
import { urlHost } from "@rcache/core/backend";
import {
  type Attributes,
  attributeBytes,
  fromAttributes,
  toAttribute,
  toAttributes,
} from "./attribute-values.ts";
import type { TableKeys } from "./table-keys.ts";

/** An item may have 400 KB, its key and the head included. */
export const MAX_VALUE_BYTES = 350_000;

/** The attributes of a record's item that are asked for where its value is not. */
export const HEAD_ATTRIBUTES: readonly string[] = [
  ...["pk", "sk", "revision", "serializerId", "url", "method", "status", "tags"],
  ...["createdAtMs", "freshUntilMs", "removeAtMs", "bytes", "body"],
];

/** Undefined where the value is no document, or larger than an item may be. */
export function documentOf(value: RecordValue): RecordDocument | undefined {
  // The cast: the form of this backend says what it is given; bytes of a caller who does not keep to it are refused as too large.
  const document = value as RecordDocument | Uint8Array;
  if (document instanceof Uint8Array) return undefined;
  return attributeBytes(document) > MAX_VALUE_BYTES ? undefined : document;
}

/** The item of a record: the head in attributes one can filter by, the document in `value`. */
export function toItem(
  { head }: StoredRecord,
  document: RecordDocument,
  keys: TableKeys,
  ttl: AttributeValue | undefined,
): Attributes {
  const { pk, sk } = keys.record(head);
  const item: Attributes = {
    pk: { S: pk },
    sk: { S: sk },
    kind: { S: "record" },
    revision: { S: head.revision },
    serializerId: { S: head.serializerId },
    url: { S: head.url },
    method: { S: head.method },
    status: toAttribute(head.status),
    tags: toAttribute(head.tags),
    createdAtMs: toAttribute(head.createdAtMs),
    freshUntilMs: toAttribute(head.freshUntilMs),
    removeAtMs: toAttribute(head.removeAtMs),
    bytes: toAttribute(head.bytes),
    value: { M: toAttributes(document) },
  };
  const host = urlHost(head.url);
  if (host !== undefined) item["host"] = { S: host };
  if (head.body !== undefined) item["body"] = bodyAttribute(head.body);
  if (ttl !== undefined) item["ttl"] = ttl;
  return item;
}

export function foundRecord(item: Attributes, keys: TableKeys): FoundRecord {
  const { target, selector, variant } = keys.address({ pk: textOf(item, "pk"), sk: textOf(item, "sk") });
  const [revision, serializerId] = [textOf(item, "revision"), textOf(item, "serializerId")];
  const removeAtMs = numberOf(item, "removeAtMs");
  const body = bodyOf(item);
  const found = { target, selector, variant, revision, serializerId, removeAtMs, value: toValue(item) };
  return body === undefined ? found : { ...found, body };
}

export function toHead(item: Attributes, keys: TableKeys): RecordHead {
  const body = bodyOf(item);
  const head: RecordHead = {
    ...keys.address({ pk: textOf(item, "pk"), sk: textOf(item, "sk") }),
    revision: textOf(item, "revision"),
    serializerId: textOf(item, "serializerId"),
    url: textOf(item, "url"),
    method: textOf(item, "method"),
    status: numberOf(item, "status"),
    tags: item["tags"]?.L?.map((tag) => tag.S ?? "") ?? [],
    createdAtMs: numberOf(item, "createdAtMs"),
    freshUntilMs: numberOf(item, "freshUntilMs"),
    removeAtMs: numberOf(item, "removeAtMs"),
    bytes: numberOf(item, "bytes"),
  };
  return body === undefined ? head : { ...head, body };
}

export function toValue(item: Attributes): RecordValue {
  return fromAttributes(item["value"]?.M ?? {});
}

export function isPast(item: Attributes, nowMs: Instant): boolean {
  return numberOf(item, "removeAtMs") <= nowMs;
}

export function textOf(item: Attributes, attribute: string): string {
  return item[attribute]?.S ?? "";
}

export function numberOf(item: Attributes, attribute: string): number {
  return Number(item[attribute]?.N ?? 0);
}

function bodyAttribute({ id, target, bytes, checksum }: BodyRef): AttributeValue {
  return { M: toAttributes({ id, target, bytes, checksum }) };
}

/** The body that a record names. */
export function bodyOf(item: Attributes): BodyRef | undefined {
  const body = item["body"]?.M;
  if (body === undefined) return undefined;
  return {
    id: textOf(body, "id"),
    target: textOf(body, "target"),
    bytes: numberOf(body, "bytes"),
    checksum: textOf(body, "checksum"),
  };
}
