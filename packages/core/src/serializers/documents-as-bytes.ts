import type { RecordDocument, RecordFault, Serializer } from "../contracts/serializer.ts";
import { utf8Text } from "../http/utf8.ts";
import { andThen } from "../platform/concurrency/awaitable.ts";
import { documentSerializer } from "./document-serializer.ts";
import { PLAIN_BODY } from "./plain-body.ts";

/** How flat documents are written as bytes or text: all that a new format has to define. */
export interface DocumentFormat<V extends string | Uint8Array> {
  /** Stored with each record. Change it when the format changes. */
  readonly id: string;
  /** Writes a document. */
  write(document: RecordDocument): V;
  /**
   * Returns the document, or why there is none. It need not check fields: the cache checks every field it knows and ignores others. An
   * error that it throws counts as `corrupt`.
   */
  read(value: V): RecordDocument | RecordFault;
}

/** Returns a serializer of bytes for a format that can write documents, such as BSON. Large bodies are stored as they are. */
export function documentsAsBytes({ id, write, read }: DocumentFormat<Uint8Array>): Serializer<Uint8Array> {
  return {
    id,
    valueKind: "bytes",
    load: () => documentSerializer.load?.(),
    encode: (entry, at) => andThen(documentSerializer.encode(entry, at), write),
    decode: (value, at) => {
      const document = documentOrFault(value, read);
      return typeof document === "string" ? { fault: document } : documentSerializer.decode(document, at);
    },
    body: PLAIN_BODY,
  };
}

/** {@link documentsAsBytes} for a text format such as JSON or YAML. The text is stored as UTF-8; bytes that are not UTF-8 are `corrupt`. */
export function documentsAsText({ id, write, read }: DocumentFormat<string>): Serializer<Uint8Array> {
  return documentsAsBytes({
    id,
    write: (document) => new TextEncoder().encode(write(document)),
    read: (bytes) => {
      const text = utf8Text(bytes);
      return text === undefined ? "corrupt" : read(text);
    },
  });
}

function documentOrFault(
  value: Uint8Array,
  read: DocumentFormat<Uint8Array>["read"],
): RecordDocument | RecordFault {
  try {
    return read(value);
  } catch {
    // Of this format, and damaged: nothing else is read.
    return "corrupt";
  }
}
