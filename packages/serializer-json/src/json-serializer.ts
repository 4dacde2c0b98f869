import {
  checksumOf,
  documentsAsText,
  fromReadable,
  type JsonValue,
  type ReadableRecord,
  type RecordDocument,
  type RecordFault,
  type Serializer,
  toReadable,
} from "@rcache/core/backend";
import { isList, printJson } from "./print-json.ts";
import { withJson, withoutJson } from "./readable-body.ts";

const ID = "json1";

/**
 * Entries as JSON that a person can read and a program in any language can parse, byte for byte.
 *
 * The fields are those of core's document form, which also checks them; `headers` and `varied` are lists of pairs. `body` is `{ "json": … }`
 * where writing that JSON again gives the same bytes, else `{ "text": … }` where it is UTF-8, else `{ "base64": … }`. `checksum` covers all
 * the rest: an edited file is `corrupt`, unless its `checksum` is deleted too. JSON of another `format` is `foreign`.
 */
export const jsonSerializer: Serializer<Uint8Array> = documentsAsText({
  id: ID,
  write: toText,
  read: fromText,
});

function toText(document: RecordDocument): string {
  const { body, ...fields } = toReadable(document);
  const content: ReadableRecord = body === undefined ? fields : { ...fields, body: withJson(body) };
  return `${printJson({ format: ID, checksum: checksumOfContent(content), ...content })}\n`;
}

/** Only a text that is no JSON, or is not as it was written, is corrupt. */
function fromText(text: string): RecordDocument | RecordFault {
  const parsed: JsonValue = JSON.parse(text);
  if (typeof parsed !== "object" || parsed === null || isList(parsed)) return "foreign";
  const { format, checksum, ...content } = parsed;
  if (format !== ID) return "foreign";
  if (checksum !== undefined && checksum !== checksumOfContent(content)) return "corrupt";
  const { body, ...fields } = content;
  return fromReadable(body === undefined ? fields : { ...fields, body: withoutJson(body) });
}

/** Of the content, not of how it is laid out: spaces may change. */
function checksumOfContent(content: ReadableRecord): string {
  return checksumOf(JSON.stringify(content));
}
