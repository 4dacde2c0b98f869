import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Bytes, RecordDocument } from "@rcache/core/backend";

/** One item, or a map in it, as the low-level client has it. */
export type Attributes = Record<string, AttributeValue>;

type FieldValue = RecordDocument[string];

/** A document as native attributes: texts S, numbers N, bytes B, lists of texts L of S, documents M. Never sets, which have no order and no repetition. */
export function toAttributes(document: RecordDocument): Attributes {
  return Object.fromEntries(Object.entries(document).map(([field, value]) => [field, toAttribute(value)]));
}

export function toAttribute(value: FieldValue): AttributeValue {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (value instanceof Uint8Array) return { B: value };
  if (isList(value)) return { L: value.map((text) => ({ S: text })) };
  return { M: toAttributes(value) };
}

/**
 * The document again. What DynamoDB can hold and a document cannot is left out; the serializer then finds a field missing. Every hit comes
 * through here: hence no lists of entries, and an assignment where it is safe.
 */
export function fromAttributes(attributes: Attributes): RecordDocument {
  const fields: Record<string, FieldValue> = {};
  for (const field of Object.keys(attributes)) {
    const attribute = attributes[field];
    const value = attribute && fromAttribute(attribute);
    if (value === undefined) continue;
    if (field !== "__proto__") fields[field] = value;
    else
      Object.defineProperty(fields, field, { value, writable: true, enumerable: true, configurable: true });
  }
  return fields;
}

function fromAttribute(attribute: AttributeValue): FieldValue | undefined {
  const { S, N, B, BOOL, L, M } = attribute;
  if (S !== undefined) return S;
  if (N !== undefined) return Number(N);
  if (B !== undefined) return ownBytes(B);
  if (BOOL !== undefined) return BOOL;
  if (L !== undefined) return L.map((member) => member.S ?? "");
  return M === undefined ? undefined : fromAttributes(M);
}

/** Plain bytes. The client decodes small ones into a buffer that others share: those are copied. */
export function ownBytes(bytes: Uint8Array): Bytes {
  const { buffer, byteOffset, byteLength } = bytes;
  // The cast: the client uses ordinary memory.
  if (byteLength === buffer.byteLength) return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
  return new Uint8Array(bytes);
}

/** What DynamoDB counts for a document, or a little more. */
export function attributeBytes(document: RecordDocument): number {
  let total = 3;
  for (const [field, value] of Object.entries(document)) total += 1 + textBytes(field) + valueBytes(value);
  return total;
}

function valueBytes(value: FieldValue): number {
  if (typeof value === "string") return textBytes(value);
  if (typeof value === "number") return 21;
  if (typeof value === "boolean") return 1;
  if (value instanceof Uint8Array) return value.length;
  if (isList(value)) return value.reduce((sum, text) => sum + 1 + textBytes(text), 3);
  return attributeBytes(value);
}

function textBytes(text: string): number {
  return Buffer.byteLength(text);
}

function isList(value: FieldValue): value is readonly string[] {
  return Array.isArray(value);
}
