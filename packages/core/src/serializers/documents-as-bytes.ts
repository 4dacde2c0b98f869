import type { RecordDocument, RecordFault, Serializer } from "../contracts/serializer.ts";
import { utf8Text } from "../http/utf8.ts";
import { andThen } from "../platform/awaitable.ts";
import { documentSerializer } from "./document-serializer.ts";
import { PLAIN_BODY } from "./plain-body.ts";

/** How flat documents stand as bytes, or as a text: all that a new format has to say. */
export interface DocumentFormat<V extends string | Uint8Array> {
  /** Written with each record. Change it when the format changes. */
  readonly id: string;
  write(document: RecordDocument): V;
  /**
   * The document, or why there is none. No field need be checked: core looks at every one it knows, and at no other. What it throws counts as
   * `corrupt`.
   */
  read(value: V): RecordDocument | RecordFault;
}

/** A serializer of bytes for a format that can write documents, such as BSON. Large bodies are kept as they are. */
export function documentsAsBytes({ id, write, read }: DocumentFormat<Uint8Array>): Serializer<Uint8Array> {
  return {
    id,
    valueKind: "bytes",
    encode: (entry, at) => andThen(documentSerializer.encode(entry, at), write),
    decode: (value, at) => {
      const document = documentOrFault(value, read);
      return typeof document === "string" ? { fault: document } : documentSerializer.decode(document, at);
    },
    body: PLAIN_BODY,
  };
}

/** {@link documentsAsBytes} for a format that is text, such as JSON or YAML: it stands as UTF-8, and bytes that are none are `corrupt`. */
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
