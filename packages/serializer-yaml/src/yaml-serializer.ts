import {
  checksumOf,
  documentsAsText,
  fromReadable,
  type RecordDocument,
  type RecordFault,
  type Serializer,
  toReadable,
} from "@rcache/core/backend";
import { CORE_SCHEMA, dump, load } from "js-yaml";

const ID = "yaml1";
const FORMAT_LINE = `format: ${ID}\n`;
const CHECKSUM_LINE = /^checksum: (crc32:[0-9a-f]{8})\n/;
/** Ours has three levels. */
const DEEPEST = 8;

/**
 * Writes entries as YAML 1.2 that people can read and programs in any language can parse. Every byte of the response comes back.
 *
 * The fields are those of core's document form; `headers` and `varied` are lists of pairs. `body` is `text`, as a block if it has several
 * lines, or `base64` if it is not UTF-8. The second line is a checksum of everything after it: an edited value is `corrupt`, unless you
 * delete that line too. Only plain YAML is read: no language tags and no references. A value that does not begin with `format: yaml1` is
 * `foreign`.
 */
export const yamlSerializer: Serializer<Uint8Array> = documentsAsText({
  id: ID,
  write: toText,
  read: fromText,
});

function toText(document: RecordDocument): string {
  // A pair stands on one line; a text is never folded, so that its lines are those of the body. The default schema also quotes what parsers of
  // YAML 1.1 would take for a date or a truth value.
  const text = dump(toReadable(document), { flowLevel: 2, lineWidth: -1, noRefs: true });
  return `${FORMAT_LINE}checksum: ${checksumOf(text)}\n${text}`;
}

/** @throws where it is no YAML */
function fromText(text: string): RecordDocument | RecordFault {
  if (!text.startsWith(FORMAT_LINE)) return "foreign";
  const rest = text.slice(FORMAT_LINE.length);
  const checksum = CHECKSUM_LINE.exec(rest);
  if (checksum === null && rest.startsWith("checksum")) return "corrupt";
  const content = rest.slice(checksum?.[0].length ?? 0);
  if (checksum !== null && checksum[1] !== checksumOf(content)) return "corrupt";
  const parsed: unknown = load(content, { schema: CORE_SCHEMA, maxDepth: DEEPEST, maxAliases: 0 });
  return typeof parsed === "object" && parsed !== null ? fromReadable({ ...parsed }) : "corrupt";
}
