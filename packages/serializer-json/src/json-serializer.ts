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
 * Writes entries as JSON that people can read and programs in any language can parse. Every byte of the response comes back.
 *
 * The fields are those of core's document form; `headers` and `varied` are lists of pairs. `body` is `{ "json": … }` if writing that JSON
 * again gives the same bytes, `{ "text": … }` if it is UTF-8, and `{ "base64": … }` otherwise. `checksum` covers everything else: an edited
 * value is `corrupt`, unless you delete its `checksum` too. JSON with another `format` is `foreign`.
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
