import {
  type Backend,
  documentSerializer,
  type Entry,
  frameSerializer,
  RcacheError,
  type RecordHead,
  type Serializer,
  type StoredRecord,
} from "@rcache/core";

/** What decides how a backend's records look. */
export type RecordForm = Pick<Backend, "form" | "serializer">;

/** The record that the engine would store for an entry: `entry` as it is, or encoded by the backend's own serializer, else by core's for its form. */
export async function recordOf(entry: Entry, backend: RecordForm): Promise<StoredRecord> {
  const serializer = serializerOf(backend);
  if (serializer === undefined) return { head: headOf(entry, "entry"), value: entry };
  return { head: headOf(entry, serializer.id), value: await serializer.encode(entry, entry.address) };
}

/**
 * The serializer that is used where the user names none; undefined for the form `entry`.
 *
 * @throws RcacheError `RCACHE_SERIALIZER_MISMATCH` where the backend names one of another form
 */
function serializerOf(backend: RecordForm): Serializer | undefined {
  if (backend.form === "entry") return undefined;
  const serializer: Serializer =
    backend.serializer ?? (backend.form === "document" ? documentSerializer : frameSerializer);
  if (serializer.form === backend.form) return serializer;
  throw new RcacheError(
    "RCACHE_SERIALIZER_MISMATCH",
    `a backend of the form "${backend.form}" names the serializer "${serializer.id}" of the form "${serializer.form}"`,
    { remedy: "Let the backend's form be that of its serializer." },
  );
}

/** The head that the engine would store for an entry. */
function headOf(entry: Entry, codec: string): RecordHead {
  const { body } = entry;
  return {
    ...entry.address,
    revision: entry.revision,
    codec,
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
