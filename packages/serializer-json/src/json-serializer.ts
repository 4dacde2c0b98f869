import {
  type Address,
  type Chunks,
  documentSerializer,
  type RecordDocument,
  type RecordFault,
  type Serializer,
} from "@rcache/core";
import { crc32 } from "./crc32.ts";
import { isList, type Json, printJson } from "./print-json.ts";
import { bodyFields, readableBody } from "./readable-body.ts";
import { decodeUtf8, encodeUtf8 } from "./utf8.ts";

const ID = "json1";

type Members = Readonly<Record<string, Json>>;

/**
 * Entries as JSON that a person can read and a program in any language can parse, byte for byte.
 *
 * The fields are those of core's document form, which also checks them; `headers` and `varied` are lists of pairs. `body` is `{ "json": … }`
 * where writing that JSON again gives the same bytes, else `{ "text": … }` where it is UTF-8, else `{ "base64": … }`. `checksum` covers all
 * the rest: an edited file is `corrupt`, unless its `checksum` is deleted too. JSON of another `format` is `foreign`.
 */
export const jsonSerializer: Serializer<Uint8Array> = {
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
  const body = readableBody(document);
  const content: Members = {
    ...(fields as Members), // the cast: what is left of the document form are scalars and lists of texts
    varied: pairs(variedNames, variedValues),
    headers: pairs(headerNames, headerValues),
    ...(body === undefined ? {} : { body }),
  };
  return encodeUtf8(`${printJson({ format: ID, checksum: checksumOf(content), ...content })}\n`);
}

/** The document form of a text, or why there is none. Only a text that is no JSON, or is not as it was written, is corrupt. */
function fromText(bytes: Uint8Array): RecordDocument | RecordFault {
  try {
    const text = decodeUtf8(bytes);
    const parsed: Json = JSON.parse(text ?? "");
    if (typeof parsed !== "object" || parsed === null || isList(parsed)) return "foreign";
    const { format, checksum, ...content } = parsed;
    if (format !== ID) return "foreign";
    if (checksum !== undefined && checksum !== checksumOf(content)) return "corrupt";
    const { varied, headers, body, ...fields } = content;
    return {
      ...(fields as RecordDocument), // the cast: core checks every field it knows, and looks at no other
      ...columns("varied", varied),
      ...columns("header", headers),
      ...bodyFields(body),
    };
  } catch {
    return "corrupt";
  }
}

/** Of the content, not of how it is laid out: spaces may change. */
function checksumOf(content: Members): string {
  return `crc32:${crc32(encodeUtf8(JSON.stringify(content)))}`;
}

function pairs(names: RecordDocument[string] | undefined, values: RecordDocument[string] | undefined): Json {
  if (!isTexts(names) || !isTexts(values)) return [];
  return names.map((name, at) => [name, values[at] ?? ""]);
}

function columns(of: "varied" | "header", list: Json | undefined): RecordDocument {
  if (!isList(list)) return {};
  const column = (at: 0 | 1): string[] => list.map((pair) => textAt(pair, at));
  return { [`${of}Names`]: column(0), [`${of}Values`]: column(1) };
}

/** @throws where it is no pair of texts */
function textAt(pair: Json, at: 0 | 1): string {
  const text = isList(pair) && pair.length === 2 ? pair[at] : undefined;
  if (typeof text === "string") return text;
  throw new TypeError("a header is a pair of texts");
}

function isTexts(value: RecordDocument[string] | undefined): value is readonly string[] {
  return Array.isArray(value);
}
