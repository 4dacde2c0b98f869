import {
  type Backend,
  documentSerializer,
  type Entry,
  frameSerializer,
  RcacheError,
  type RecordHead,
  type Serializer,
  type StoredRecord,
} from "@rcache/core/backend";

/** What decides how a backend's records look. */
export type RecordKind = Pick<Backend, "valueKind" | "serializer">;

/**
 * The record that the cache would store for an entry: the entry itself, or encoded by the backend's own serializer, or by core's for its
 * `valueKind`.
 */
export async function recordOf(entry: Entry, backend: RecordKind): Promise<StoredRecord> {
  const serializer = serializerOf(backend);
  if (serializer === undefined) return { head: headOf(entry, "entry"), value: entry };
  return { head: headOf(entry, serializer.id), value: await serializer.encode(entry, entry.address) };
}

/**
 * The serializer that is used where the user names none; undefined for the valueKind `entry`.
 *
 * @throws RcacheError `RCACHE_SERIALIZER_MISMATCH` where the backend names one of another kind
 */
function serializerOf(backend: RecordKind): Serializer | undefined {
  if (backend.valueKind === "entry") return undefined;
  const serializer: Serializer =
    backend.serializer ?? (backend.valueKind === "document" ? documentSerializer : frameSerializer);
  if (serializer.valueKind === backend.valueKind) return serializer;
  throw new RcacheError(
    "RCACHE_SERIALIZER_MISMATCH",
    `a backend of "${backend.valueKind}" names the serializer "${serializer.id}" of "${serializer.valueKind}"`,
    { remedy: "Let the backend's valueKind be that of its serializer." },
  );
}

/** The head that the engine would store for an entry. */
function headOf(entry: Entry, serializerId: string): RecordHead {
  const { body } = entry;
  return {
    ...entry.address,
    revision: entry.revision,
    serializerId,
    url: entry.url,
    method: entry.request.method,
    status: entry.response.status,
    tags: entry.tags,
    createdAtMs: entry.createdAtMs,
    freshUntilMs: entry.lifetimes.freshUntilMs,
    removeAtMs: entry.lifetimes.removeAtMs,
    bytes: bodyLength(body),
    ...(isRef(body) ? { body } : {}),
  };
}

function bodyLength(body: Entry["body"]): number {
  if (body === null) return 0;
  if (typeof body === "string") return new TextEncoder().encode(body).length;
  return isRef(body) ? body.bytes : body.length;
}

function isRef(body: Entry["body"]): body is Exclude<Entry["body"], null | string | Uint8Array> {
  return body !== null && typeof body === "object" && "checksum" in body;
}
