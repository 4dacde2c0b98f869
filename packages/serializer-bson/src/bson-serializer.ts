import {
  checksumOf,
  documentsAsBytes,
  type RecordDocument,
  type RecordFault,
  type Serializer,
} from "@rcache/core/backend";
import { deserialize, serialize } from "bson";

const ID = "bson1";
const NO_CHECKSUM = "crc32:00000000";
/** The document's length; the type, name, length and text of its first field; what the checksum covers. */
const CHECKSUM_START = 4 + 1 + "checksum\0".length + 4;
const CHECKSUM_END = CHECKSUM_START + NO_CHECKSUM.length;
const CONTENT_START = CHECKSUM_END + 1;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Writes entries as BSON documents that programs in any language can read. Every byte of the response comes back.
 *
 * The fields are those of core's document form. They come after `checksum`, which covers the bytes of all others, and `format`. A document
 * with another `format`, or whose first field is not a checksum, is `foreign`; one that was changed is `corrupt`.
 */
export const bsonSerializer: Serializer<Uint8Array> = documentsAsBytes({
  id: ID,
  write: toBytes,
  read: fromBytes,
});

/** Also which checksum it is. */
const BEGINNING: Uint8Array = toBytes({}).subarray(4, CHECKSUM_START + "crc32:".length);

function toBytes(document: RecordDocument): Uint8Array {
  // A copy of its own: nothing of the driver's memory is handed out.
  const bytes = new Uint8Array(serialize({ checksum: NO_CHECKSUM, format: ID, ...document }));
  const checksum = checksumOf(bytes.subarray(CONTENT_START));
  for (let at = 0; at < checksum.length; at++) bytes[CHECKSUM_START + at] = checksum.charCodeAt(at);
  return bytes;
}

/** The document form of bytes, or why there is none. Nothing is parsed before its checksum is right. */
function fromBytes(bytes: Uint8Array): RecordDocument | RecordFault {
  if (bytes.length < CONTENT_START || !BEGINNING.every((byte, at) => bytes[4 + at] === byte))
    return "foreign";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getInt32(0, true) !== bytes.length || bytes[CHECKSUM_END] !== 0) return "corrupt";
  const checksum = String.fromCharCode(...bytes.subarray(CHECKSUM_START, CHECKSUM_END));
  if (checksum !== checksumOf(bytes.subarray(CONTENT_START))) return "corrupt";
  // A copy: the driver may hand out views of what it was given.
  const { checksum: _, format, ...fields }: Fields = deserialize(bytes.slice(), { promoteBuffers: true });
  // The cast: core checks every field it knows, and looks at no other.
  return format === ID ? (fields as RecordDocument) : "foreign";
}
