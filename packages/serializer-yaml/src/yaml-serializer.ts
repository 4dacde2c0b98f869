import {
  type Address,
  type Chunks,
  documentSerializer,
  type RecordDocument,
  type RecordFault,
  type Serializer,
} from "@rcache/core";
import { CORE_SCHEMA, dump, load } from "js-yaml";
import { fromBase64, toBase64 } from "./base64.ts";
import { crc32 } from "./crc32.ts";
import { decodeUtf8, encodeUtf8 } from "./utf8.ts";

const ID = "yaml1";
const FORMAT_LINE = `format: ${ID}\n`;
const CHECKSUM_LINE = /^checksum: crc32:([0-9a-f]{8})\n/;
/** Ours has three levels. */
const DEEPEST = 8;

type Members = Readonly<Record<string, unknown>>;

/**
 * Entries as YAML 1.2 that a person can read and a program in any language can parse, byte for byte.
 *
 * The fields are those of core's document form, which also checks them; `headers` and `varied` are lists of pairs. `body` is `text`, as a
 * block where it has lines, or `base64` where it is no UTF-8. The second line has a checksum of all after it: an edited file is `corrupt`, unless
 * that line is deleted too. Only plain YAML is read: no tags of programs, no references. What does not begin with `format: yaml1` is `foreign`.
 */
export const yamlSerializer: Serializer<Uint8Array> = {
  id: ID,
  form: "bytes",
  encode: (entry, at) => {
    const document = documentSerializer.encode(entry, at);
    return document instanceof Promise ? document.then(toText) : toText(document);
  },
  decode: (value, at) => {
    const document = fromText(value);
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

function toText(document: RecordDocument): Uint8Array {
  const { variedNames, variedValues, headerNames, headerValues, bodyText, bodyBytes, ...fields } = document;
  const content: Members = {
    ...fields,
    varied: pairs(variedNames, variedValues),
    headers: pairs(headerNames, headerValues),
    ...readableBody(bodyText, bodyBytes),
  };
  // A pair stands on one line; a text is never folded, so that its lines are those of the body. The default schema also quotes what parsers of
  // YAML 1.1 would take for a date or a truth value.
  const text = dump(content, { flowLevel: 2, lineWidth: -1, noRefs: true });
  return encodeUtf8(`${FORMAT_LINE}checksum: crc32:${crc32(encodeUtf8(text))}\n${text}`);
}

function readableBody(text: unknown, bytes: unknown): Members {
  if (typeof text === "string") return { body: { text } };
  if (!(bytes instanceof Uint8Array)) return {};
  const decoded = decodeUtf8(bytes);
  return { body: decoded === undefined ? { base64: toBase64(bytes) } : { text: decoded } };
}

/** The document form of a text, or why there is none. */
function fromText(bytes: Uint8Array): RecordDocument | RecordFault {
  const text = decodeUtf8(bytes);
  if (text === undefined) return "corrupt";
  if (!text.startsWith(FORMAT_LINE)) return "foreign";
  const rest = text.slice(FORMAT_LINE.length);
  const checksum = CHECKSUM_LINE.exec(rest);
  if (checksum === null && rest.startsWith("checksum")) return "corrupt";
  const content = rest.slice(checksum?.[0].length ?? 0);
  if (checksum !== null && checksum[1] !== crc32(encodeUtf8(content))) return "corrupt";
  try {
    return documentOf(load(content, { schema: CORE_SCHEMA, maxDepth: DEEPEST, maxAliases: 0 }));
  } catch {
    return "corrupt";
  }
}

/** @throws where a list is none, or the base64 of the body */
function documentOf(content: unknown): RecordDocument {
  if (typeof content !== "object" || content === null) throw new TypeError("it is no mapping");
  // The cast: core checks every field it knows, and looks at no other.
  const { varied, headers, body, ...fields } = content as Members;
  return {
    ...(fields as RecordDocument), // the cast: as above
    ...columns("varied", varied),
    ...columns("header", headers),
    ...bodyFields(body),
  };
}

function bodyFields(body: unknown): RecordDocument {
  if (typeof body !== "object" || body === null) return {};
  if ("text" in body && typeof body.text === "string") return { bodyText: body.text };
  if ("base64" in body && typeof body.base64 === "string") return { bodyBytes: fromBase64(body.base64) };
  return {};
}

function pairs(names: unknown, values: unknown): readonly (readonly string[])[] {
  if (!isTexts(names) || !isTexts(values)) return [];
  return names.map((name, at) => [name, values[at] ?? ""]);
}

function columns(of: "varied" | "header", list: unknown): RecordDocument {
  if (!Array.isArray(list)) return {};
  const column = (at: 0 | 1): string[] => list.map((pair: unknown) => textAt(pair, at));
  return { [`${of}Names`]: column(0), [`${of}Values`]: column(1) };
}

/** @throws where it is no pair of texts */
function textAt(pair: unknown, at: 0 | 1): string {
  const text: unknown = Array.isArray(pair) && pair.length === 2 ? pair[at] : undefined;
  if (typeof text === "string") return text;
  throw new TypeError("a header is a pair of texts");
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value);
}
