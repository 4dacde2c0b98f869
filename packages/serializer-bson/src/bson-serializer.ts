import {
  type Address,
  type Chunks,
  documentSerializer,
  type RecordDocument,
  type RecordFault,
  type Serializer,
} from "@rcache/core";
import { deserialize, serialize } from "bson";
import { crc32 } from "./crc32.ts";

const ID = "bson1";
const NO_CHECKSUM = "crc32:00000000";
/** The document's length; the type, name, length and text of its first field; what the checksum covers. */
const CHECKSUM_START = 4 + 1 + "checksum\0".length + 4 + "crc32:".length;
const CHECKSUM_END = CHECKSUM_START + 8;
const CONTENT_START = CHECKSUM_END + 1;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Entries as BSON documents, byte for byte: for programs that read BSON, in any language.
 *
 * The fields are those of core's document form, which also checks them, after `checksum`, which covers the bytes of all others, and `format`.
 * A document of another `format`, or without a checksum in its first place, is `foreign`; one that was changed is `corrupt`.
 */
export const bsonSerializer: Serializer<Uint8Array> = {
  id: ID,
  form: "bytes",
  encode: (entry, at) => {
    const document = documentSerializer.encode(entry, at);
    return document instanceof Promise ? document.then(toBytes) : toBytes(document);
  },
  decode: (value, at) => {
    const document = fromBytes(value);
    return typeof document === "string" ? { fault: document } : decodeDocument(document, at);
  },
  body: { seekable: true, seal: asTheyAre, open: asTheyAre },
};

function asTheyAre(chunks: Chunks): Chunks {
  return chunks;
}

function decodeDocument(document: RecordDocument, at: Address): ReturnType<typeof documentSerializer.decode> {
  return documentSerializer.decode(document, at);
}

const BEGINNING: Uint8Array = toBytes({}).subarray(4, CHECKSUM_START);

function toBytes(document: RecordDocument): Uint8Array {
  // A copy of its own: nothing of the driver's memory is handed out.
  const bytes = new Uint8Array(serialize({ checksum: NO_CHECKSUM, format: ID, ...document }));
  const checksum = crc32(bytes.subarray(CONTENT_START));
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
  if (checksum !== crc32(bytes.subarray(CONTENT_START))) return "corrupt";
  try {
    // A copy: the driver may hand out views of what it was given.
    const { checksum: _, format, ...fields }: Fields = deserialize(bytes.slice(), { promoteBuffers: true });
    // The cast: core checks every field it knows, and looks at no other.
    return format === ID ? (fields as RecordDocument) : "foreign";
  } catch {
    return "corrupt";
  }
}
