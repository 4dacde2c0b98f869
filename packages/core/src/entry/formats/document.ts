import type { RecordDocument, RecordFault } from "../../contracts/serializer.ts";
import { fieldValue } from "../../http/fields/fields.ts";
import type { Bytes, HeaderList } from "../../http/messages.ts";
import { utf8Text } from "../../http/utf8.ts";
import { type Address, type Entry, isBodyRef, type StaleBan } from "../entry.ts";
import { bodyBytes } from "../entry-body.ts";
import { isValidEntry } from "../valid-entry.ts";
import { chunkBytesText, parseChunkBytes } from "./chunk-bytes.ts";
import { DocumentReader } from "./document-reader.ts";
import { FORMAT_VERSION, isReadableVersion } from "./format-version.ts";
import { STALE_BANS } from "./frame-layout.ts";

type Fields = { -readonly [K in keyof RecordDocument]: RecordDocument[K] };

/** Media types whose bodies a person can read: text/*, JSON, XML, scripts, forms. */
const TEXTUAL =
  /^text\/|^application\/(?:[\w.-]+\+)?(?:json|xml|javascript|ecmascript|yaml|x-ndjson|x-www-form-urlencoded)$|\+(?:json|xml)$/;

/**
 * An entry as flat data for stores of documents: scalars, lists of strings, bytes; nothing nested.
 *
 * A body of a textual type that is UTF-8 becomes `bodyText`, so that a person can read it; `bodyKind` says what it is in an entry.
 */
export function toDocument(entry: Entry, at: Address): RecordDocument {
  const document: Fields = {
    formatVersion: FORMAT_VERSION,
    target: at.target,
    selector: at.selector,
    variant: at.variant,
    revision: entry.revision,
    url: entry.url,
    method: entry.request.method,
    variedNames: namesOf(entry.request.varied),
    variedValues: valuesOf(entry.request.varied),
    status: entry.response.status,
    statusText: entry.response.statusText,
    headerNames: namesOf(entry.response.headers),
    headerValues: valuesOf(entry.response.headers),
    coding: entry.response.coding,
    ...entry.lifetimes,
    baseAgeMs: entry.baseAgeMs,
    receivedAtMs: entry.receivedAtMs,
    createdAtMs: entry.createdAtMs,
    vary: [...entry.vary],
    tags: [...entry.tags],
  };
  if (entry.staleBan !== undefined) document["staleBan"] = entry.staleBan;
  if (entry.etag !== undefined) document["etag"] = entry.etag;
  if (entry.lastModified !== undefined) document["lastModified"] = entry.lastModified;
  if (entry.finalUrl !== undefined) document["finalUrl"] = entry.finalUrl;
  if (entry.chunkBytes !== undefined) document["chunkBytes"] = chunkBytesText(entry.chunkBytes);
  writePart(document, entry.part);
  writeBody(document, entry);
  return document;
}

/**
 * The entry of a document. Never throws; every field is checked, in whatever order and with whatever extra fields a store gives them back.
 *
 * @returns `foreign` for another format version; `corrupt` where a field is missing, of another type or not valid, or the address differs
 */
export function fromDocument(
  document: RecordDocument,
  at: Address,
): { readonly entry: Entry } | { readonly fault: RecordFault } {
  const reader = new DocumentReader(document);
  if (!isReadableVersion(reader.optionalNumber("formatVersion"))) return { fault: "foreign" };
  const entry = readEntry(reader, at);
  const isHere =
    reader.text("target") === at.target &&
    reader.text("selector") === at.selector &&
    reader.text("variant") === at.variant;
  return isHere && !reader.isFaulty && isValidEntry(entry) ? { entry } : { fault: "corrupt" };
}

function readEntry(reader: DocumentReader, at: Address): Entry {
  const part = readPart(reader);
  const staleBan = reader.optionalText("staleBan");
  const etag = reader.optionalText("etag");
  const lastModified = reader.optionalText("lastModified");
  const finalUrl = reader.optionalText("finalUrl");
  const chunkBytes = readChunkBytes(reader);
  return {
    address: { target: at.target, selector: at.selector, variant: at.variant },
    revision: reader.text("revision"),
    url: reader.text("url"),
    ...(finalUrl !== undefined && { finalUrl }),
    request: { method: reader.text("method"), varied: readHeaders(reader, "variedNames", "variedValues") },
    response: {
      status: reader.number("status"),
      statusText: reader.text("statusText"),
      headers: readHeaders(reader, "headerNames", "headerValues"),
      coding: reader.oneOf("coding", ["decoded", "wire"]),
    },
    body: readBody(reader),
    ...(chunkBytes && { chunkBytes }),
    ...(part && { part }),
    lifetimes: {
      usableFromMs: reader.number("usableFromMs"),
      freshUntilMs: reader.number("freshUntilMs"),
      freeUntilMs: reader.number("freeUntilMs"),
      whileRevalidateUntilMs: reader.number("whileRevalidateUntilMs"),
      ifErrorUntilMs: reader.number("ifErrorUntilMs"),
      removeAtMs: reader.number("removeAtMs"),
    },
    ...(staleBan !== undefined && { staleBan: reader.oneOf<StaleBan>("staleBan", STALE_BANS) }),
    baseAgeMs: reader.number("baseAgeMs"),
    receivedAtMs: reader.number("receivedAtMs"),
    createdAtMs: reader.number("createdAtMs"),
    vary: reader.texts("vary"),
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
    tags: reader.texts("tags"),
  };
}

function writePart(document: Fields, part: Entry["part"]): void {
  if (!part) return;
  document["partStart"] = part.start;
  document["partEnd"] = part.end;
  if (part.total !== undefined) document["partTotal"] = part.total;
}

function readPart(reader: DocumentReader): Entry["part"] {
  const start = reader.optionalNumber("partStart");
  if (start === undefined) return undefined;
  const total = reader.optionalNumber("partTotal");
  return { start, end: reader.number("partEnd"), ...(total !== undefined && { total }) };
}

function readChunkBytes(reader: DocumentReader): Entry["chunkBytes"] {
  const text = reader.optionalText("chunkBytes");
  if (text === undefined) return undefined;
  const chunkBytes = parseChunkBytes(text);
  reader.expect(chunkBytes !== undefined);
  return chunkBytes;
}

function writeBody(document: Fields, entry: Entry): void {
  const { body } = entry;
  document["bodyLength"] = bodyBytes(body);
  if (body === null) document["bodyKind"] = "none";
  else if (typeof body === "string") {
    document["bodyKind"] = "text";
    document["bodyText"] = body;
  } else if (isBodyRef(body)) {
    document["bodyKind"] = "ref";
    document["bodyId"] = body.id;
    document["bodyTarget"] = body.target;
    document["bodyChecksum"] = body.checksum;
  } else {
    document["bodyKind"] = "bytes";
    const text = readableText(body, entry.response);
    if (text === undefined) document["bodyBytes"] = new Uint8Array(body);
    else document["bodyText"] = text;
  }
}

function readBody(reader: DocumentReader): Entry["body"] {
  const body = readBodyOf(reader, reader.oneOf("bodyKind", ["none", "text", "ref", "bytes"]));
  reader.expect(bodyBytes(body) === reader.number("bodyLength"));
  return body;
}

function readBodyOf(reader: DocumentReader, kind: "none" | "text" | "ref" | "bytes"): Entry["body"] {
  if (kind === "none") return null;
  if (kind === "text") return reader.text("bodyText");
  if (kind === "bytes") {
    const text = reader.optionalText("bodyText");
    return text === undefined ? reader.bytes("bodyBytes") : new TextEncoder().encode(text);
  }
  return {
    id: reader.text("bodyId"),
    target: reader.text("bodyTarget"),
    bytes: reader.number("bodyLength"),
    checksum: reader.text("bodyChecksum"),
  };
}

/** The text of a body, where a person could read it and it leads back to the same bytes. */
function readableText(body: Bytes, { headers, coding }: Entry["response"]): string | undefined {
  const mediaType = (fieldValue(headers, "content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const isCompressed =
    coding === "wire" &&
    (fieldValue(headers, "content-encoding") ?? "identity").trim().toLowerCase() !== "identity";
  if (isCompressed || !TEXTUAL.test(mediaType)) return undefined;
  return utf8Text(body);
}

function namesOf(headers: HeaderList): string[] {
  return headers.map(([name]) => name);
}

function valuesOf(headers: HeaderList): string[] {
  return headers.map(([, value]) => value);
}

function readHeaders(reader: DocumentReader, namesField: string, valuesField: string): HeaderList {
  const names = reader.texts(namesField);
  const values = reader.texts(valuesField);
  reader.expect(names.length === values.length);
  return names.map((name, i) => [name, values[i] ?? ""] as const);
}
