import { createHash } from "node:crypto";
import { Readable } from "node:stream";

/** Fields of one connection or one exchange: they are not stored, and no client may look at them in an answer from a cache. */
const NOT_COMPARED = new Set(["connection", "keep-alive", "transfer-encoding", "date", "age"]);

/** What a program sees of a request's end, as plain data: of a plain instance and of a cached one it must be the same. */
export async function described(asking: Promise<unknown>): Promise<unknown> {
  try {
    return { response: await response(await asking) };
  } catch (error) {
    return { error: await failure(error) };
  }
}

async function response(given: unknown): Promise<unknown> {
  if (!isObject(given)) return given;
  const { status, statusText, headers, data, config, request } = given;
  return {
    status,
    statusText,
    headers: fields(headers),
    headersClass: className(headers),
    data: await content(data),
    url: isObject(config) ? config["url"] : undefined,
    asked: finalUrl(request),
  };
}

async function failure(error: unknown): Promise<unknown> {
  if (!isObject(error)) return error;
  const { name, message, code, status, isAxiosError, config, request } = error;
  const cause = error["cause"];
  return {
    class: className(error),
    name,
    message,
    code,
    status,
    isAxiosError,
    isCanceled: error["__CANCEL__"] ?? false,
    url: isObject(config) ? config["url"] : undefined,
    hasConfig: config !== undefined,
    hasRequest: request !== undefined && request !== null,
    hasCause: cause !== undefined,
    response: error["response"] === undefined ? undefined : await response(error["response"]),
  };
}

/** The content, and in what it comes. */
async function content(data: unknown): Promise<unknown> {
  if (Buffer.isBuffer(data)) return `Buffer ${digest(data)}`;
  if (data instanceof ArrayBuffer) return `ArrayBuffer ${digest(Buffer.from(data))}`;
  if (data instanceof Blob) return `Blob ${data.type} ${digest(Buffer.from(await data.arrayBuffer()))}`;
  if (data instanceof FormData) return `FormData ${JSON.stringify([...data])}`;
  if (data instanceof Readable) return `Readable ${await streamed(data)}`;
  if (data instanceof ReadableStream) return `ReadableStream ${await streamed(data)}`;
  return data;
}

async function streamed(data: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of data) parts.push(part);
  } catch (error) {
    return `fails: ${error instanceof Error ? `${error.name} ${error.message}` : String(error)}`;
  }
  return digest(Buffer.concat(parts));
}

function digest(bytes: Buffer): string {
  return `${bytes.length} ${createHash("sha256").update(bytes).digest("hex").slice(0, 12)}`;
}

function fields(headers: unknown): unknown {
  if (!isObject(headers)) return headers;
  const compared = Object.entries(headers).filter(([name]) => !NOT_COMPARED.has(name.toLowerCase()));
  return Object.fromEntries(compared.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Where programs look for the URL that answered: it differs from adapter to adapter. */
function finalUrl(request: unknown): unknown {
  if (!isObject(request)) return "no request";
  const { res } = request;
  if (isObject(res)) return res["responseUrl"];
  return request["responseURL"] ?? request["url"];
}

function className(value: unknown): string | undefined {
  return isObject(value) ? (Object.getPrototypeOf(value)?.constructor?.name ?? "none") : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
