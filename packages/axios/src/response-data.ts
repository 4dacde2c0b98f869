import { type Awaitable, type Bytes, type Chunks, chunksAsArrived, type HandledResponse } from "@rcache/core";
import { nodeStream, oneChunk, webStream } from "./body-streams.ts";
import type { Call } from "./call.ts";
import { decodedBytes, decodedChunks } from "./decoded-body.ts";
import { codingToUndo, firstValue } from "./response-headers.ts";
import { builtinModule } from "./runtime.ts";

const NO_BYTES: Bytes = new Uint8Array(0);

/** What is asked of Node's Buffer. */
interface BufferModule {
  readonly Buffer: { from(buffer: ArrayBuffer, offset: number, length: number): NodeBuffer };
}
interface NodeBuffer extends Uint8Array {
  toString(encoding?: string): string;
}

/**
 * An answer's body as the adapter below would give it for the caller's `responseType`, before `transformResponse`. At once, where the body is
 * in memory and nothing has to be made of it that takes its time.
 *
 * @throws AxiosError where it is longer than `maxContentLength`, what zlib throws for a damaged coding, and what the body's source throws
 */
export function responseData(answer: HandledResponse, call: Call): Awaitable<unknown> {
  const { config, dialect } = call;
  const type = String(config.responseType ?? "text").toLowerCase();
  const coding = codingToUndo(answer, config, dialect);
  // Asked for once, since that may make a copy.
  const body = answer.body;
  if (type === "stream" && dialect !== "xhr") return streamed(answer, body, coding, call);
  const shape = (bytes: Bytes): Awaitable<unknown> => shaped(bytes, type, answer, call);
  if (body === null || body instanceof Uint8Array) return shape(whole(body ?? NO_BYTES, coding, call));
  const chunks = coding === undefined ? body : decodedChunks(body, coding);
  return gathered(chunks, call).then(shape);
}

function streamed(
  { chunkBytes }: HandledResponse,
  body: Bytes | Chunks | null,
  coding: string | undefined,
  call: Call,
): unknown {
  const { dialect, patience } = call;
  const onEnd = (): void => patience.end();
  if (body === null && dialect === "fetch") {
    onEnd();
    return null;
  }
  const arrived = chunksAsArrived(body ?? NO_BYTES, chunkBytes);
  const plain = arrived instanceof Uint8Array ? oneChunk(arrived) : arrived;
  const chunks = limited(coding === undefined ? plain : decodedChunks(plain, coding), call);
  return dialect === "http" ? nodeStream(chunks, onEnd) : webStream(chunks, onEnd);
}

function whole(bytes: Bytes, coding: string | undefined, call: Call): Bytes {
  const limit = limitOf(call);
  try {
    const plain = coding === undefined ? bytes : decodedBytes(bytes, coding, limit);
    if (plain.length <= limit) return plain;
  } catch (error) {
    // The code of a `RangeError` of zlib's that was told where to stop.
    if (!(error instanceof RangeError && Reflect.get(error, "code") === "ERR_BUFFER_TOO_LARGE")) throw error;
  }
  throw tooLong(call);
}

async function gathered(chunks: Chunks, call: Call): Promise<Bytes> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of limited(chunks, call)) {
    parts.push(chunk);
    length += chunk.length;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The chunks, as far as the caller's `maxContentLength` lets them. */
function limited(chunks: Chunks, call: Call): Chunks {
  const limit = limitOf(call);
  if (limit === Number.POSITIVE_INFINITY) return chunks;
  return (async function* () {
    let length = 0;
    for await (const chunk of chunks) {
      length += chunk.length;
      if (length > limit) throw tooLong(call);
      yield chunk;
    }
  })();
}

/** XMLHttpRequest knows no such limit. */
function limitOf({ config, dialect }: Call): number {
  const limit = config.maxContentLength;
  return dialect !== "xhr" && typeof limit === "number" && limit > -1 ? limit : Number.POSITIVE_INFINITY;
}

function tooLong({ config, copy }: Call): Error {
  const message = `maxContentLength size of ${config.maxContentLength} exceeded`;
  return new copy.AxiosError(message, "ERR_BAD_RESPONSE", config);
}

function shaped(bytes: Bytes, type: string, answer: HandledResponse, call: Call): Awaitable<unknown> {
  switch (call.dialect) {
    case "http":
      return shapedAsHttp(bytes, type, call);
    case "fetch":
      return shapedAsFetch(bytes, type, answer);
    default:
      return shapedAsXhr(bytes, type, answer);
  }
}

function shapedAsHttp(bytes: Bytes, type: string, { config }: Call): unknown {
  // The cast: a module that is looked up at run time comes without a type.
  const { Buffer } = builtinModule("node:buffer") as BufferModule;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === "arraybuffer") return buffer;
  const encoding: string | undefined = config.responseEncoding ?? undefined;
  const text = buffer.toString(encoding);
  const mayHaveMark = encoding === undefined || encoding === "utf8";
  return mayHaveMark && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function shapedAsFetch(bytes: Bytes, type: string, answer: HandledResponse): Awaitable<unknown> {
  if (type === "arraybuffer") return exactBuffer(bytes);
  if (type === "blob") return typed(bytes, answer).blob();
  if (type === "formdata") return typed(bytes, answer).formData();
  return new TextDecoder().decode(bytes);
}

function shapedAsXhr(bytes: Bytes, type: string, answer: HandledResponse): Awaitable<unknown> {
  if (type === "arraybuffer") return exactBuffer(bytes);
  if (type === "blob") return new Blob([bytes], { type: essenceOf(answer) });
  if (type === "document") return parsedDocument(bytes, answer);
  return decodedText(bytes, answer);
}

/** With the answer's own type, so that the platform makes of it what it makes of what it has received. */
function typed(bytes: Bytes, { headers }: HandledResponse): Response {
  const type = firstValue(headers, "content-type");
  return new Response(bytes, type === undefined ? {} : { headers: { "content-type": type } });
}

/** The type without its parameters; XMLHttpRequest takes what has none for XML. */
function essenceOf({ headers }: HandledResponse): string {
  const type = firstValue(headers, "content-type") ?? "text/xml";
  return (type.split(";", 1)[0] ?? "").trim().toLowerCase();
}

function exactBuffer({ buffer, byteOffset, byteLength }: Bytes): ArrayBuffer {
  return byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
}

/** As XMLHttpRequest: by the mark at the beginning, by the type's charset, else UTF-8. */
function decodedText(bytes: Bytes, { headers }: HandledResponse): string {
  const charset = /;\s*charset="?([^\s";]+)/i.exec(firstValue(headers, "content-type") ?? "")?.[1];
  const [a, b, c] = bytes;
  const byMark =
    a === 0xef && b === 0xbb && c === 0xbf
      ? "utf-8"
      : a === 0xfe && b === 0xff
        ? "utf-16be"
        : a === 0xff && b === 0xfe
          ? "utf-16le"
          : undefined;
  try {
    return new TextDecoder(byMark ?? charset ?? "utf-8").decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

/** Types that DOMParser knows by name; other XML it has to be told by the general one. */
type ParsedType = "text/html" | "text/xml" | "application/xml" | "application/xhtml+xml" | "image/svg+xml";
const PARSED: ReadonlySet<string> = new Set<ParsedType>([
  ...(["text/html", "text/xml", "application/xml", "application/xhtml+xml", "image/svg+xml"] as const),
]);

function parsedDocument(bytes: Bytes, answer: HandledResponse): Document | null {
  const essence = essenceOf(answer);
  const isKnown = PARSED.has(essence);
  if (bytes.length === 0 || !(isKnown || essence.endsWith("+xml"))) return null;
  // The cast: the set holds such types only.
  const type = isKnown ? (essence as ParsedType) : "application/xml";
  const parsed = new DOMParser().parseFromString(decodedText(bytes, answer), type);
  return parsed.querySelector("parsererror") === null ? parsed : null;
}
