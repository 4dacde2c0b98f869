import { Buffer } from "node:buffer";
import { PassThrough, type Readable, Writable } from "node:stream";
import {
  createHttpCache,
  type HandledResponse,
  type HeaderList,
  type HttpCache,
  type HttpRequest,
} from "@rcache/core";
import type { Backend } from "@rcache/core/backend";

/** Which response is meant: undici's `CacheKey`. */
export interface UndiciKey {
  origin: string;
  method: string;
  path: string;
  headers?: Record<string, string | string[]>;
}

/** What undici keeps of a response beside its body: its `CacheValue`. */
export interface UndiciValue {
  statusCode: number;
  statusMessage: string;
  headers: Record<string, string | string[]>;
  vary?: Record<string, string | string[] | null>;
  etag?: string;
  cacheControlDirectives?: object;
  cachedAt: number;
  staleAt: number;
  deleteAt: number;
}

/** What undici is given of a stored response: its `GetResult`. */
export interface UndiciStored extends UndiciValue {
  body?:
    | Readable
    | Buffer
    | string
    | AsyncIterable<Buffer>
    | AsyncIterable<string>
    | Iterable<Buffer>
    | Iterable<string>;
  cacheControlDirectives: object;
}

/** undici's `CacheStore`. */
export interface UndiciCacheStore {
  get(key: UndiciKey): Promise<UndiciStored | undefined> | UndiciStored | undefined;
  createWriteStream(key: UndiciKey, value: UndiciValue): Writable | undefined;
  delete(key: UndiciKey): Promise<void> | void;
}

/** On a stored response: what undici has said of it, as JSON. */
const SAID = "rcache-undici";
/** What a request says to caches: whether a stored response may be used is undici's to decide. */
const TO_CACHES = /^(?:cache-control|pragma|range|if-.*)$/i;

/**
 * Lets undici's `cache` interceptor store in any backend: `interceptors.cache({ store: undiciCacheStore(backend) })`.
 *
 * undici decides what is stored, used and revalidated; the backend stores it, with its limits, its encryption and its `Vary` variants.
 * Credentials are part of the key, as everywhere in rcache. A failing backend is a miss. Give it a name of its own (`cacheName`): other
 * clients of rcache would take its entries for theirs.
 *
 * @returns undici's `CacheStore`; `close` waits for what is being written, and leaves the backend open
 */
export function undiciCacheStore(backend: Backend): UndiciCacheStore & { close(): Promise<void> } {
  const cache = createHttpCache({ backend, replaySetCookie: true });
  /** Responses that have ended and are being written: the next request is to find them. */
  const writing = new Map<string, Promise<unknown>>();
  return {
    async get(key) {
      await writing.get(urlOf(key));
      return stored(cache, key);
    },
    createWriteStream: (key, value) =>
      writeStream(cache, [key, value], (kept) => {
        const url = urlOf(key);
        writing.set(url, kept);
        void kept.then(() => writing.get(url) === kept && writing.delete(url));
      }),
    async delete(key) {
      // All variants, in one call of the backend, whether it can search or not: what an unsafe request does.
      const changed = cache.bypass({ method: "DELETE", url: urlOf(key), headers: [] });
      await changed?.answered({ status: 204, headers: [] });
    },
    async close() {
      await cache.flush();
      await cache.close();
    },
  };
}

async function stored(cache: HttpCache, key: UndiciKey): Promise<UndiciStored | undefined> {
  const answer = await cache.handle(requestOf(key), neverAsked, { onlyIfCached: true });
  const said = answer.headers.find(([name]) => name === SAID)?.[1];
  if (!answer.cache.fromCache || said === undefined) return undefined;
  // The cast: what this store has written beside the response.
  const value = JSON.parse(said) as UndiciValue & Pick<UndiciStored, "cacheControlDirectives">;
  return { ...value, headers: recordOf(answer), body: bufferOf(answer.body) };
}

/** undici reads bodies by functions that only a `Buffer` has. */
function bufferOf(body: HandledResponse["body"]): NonNullable<UndiciStored["body"]> {
  if (body === null) return Buffer.alloc(0);
  return body instanceof Uint8Array ? asBuffer(body) : buffers(body);
}

async function* buffers(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield asBuffer(chunk);
}

function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

function neverAsked(): Promise<never> {
  return Promise.reject(new Error("undici asks the origin itself"));
}

function writeStream(
  cache: HttpCache,
  [key, value]: readonly [UndiciKey, UndiciValue],
  onEnd: (kept: Promise<boolean>) => void,
): Writable {
  const { statusCode, statusMessage, headers, deleteAt, ...rest } = value;
  const said = { statusCode, statusMessage, deleteAt, cacheControlDirectives: {}, ...rest };
  const body = new PassThrough();
  // Whoever reads it hears of it, if anybody does.
  body.on("error", () => undefined);
  const request = requestOf(key);
  const lines: HeaderList = [...linesOf(headers), [SAID, JSON.stringify(said)]];
  const response = { status: statusCode, url: request.url, headers: lines, body, coding: "wire" } as const;
  const options = {
    expireAfter: new Date(deleteAt),
    allowableCodes: [statusCode],
    allowableMethods: [key.method],
  };
  // What it fails with has been told by an event of the cache, or is the stream's own.
  const kept = cache.put(request, response, options).catch(() => false);
  return new Writable({
    write: (chunk, _encoding, done) => void body.write(chunk, done),
    final(done) {
      body.end();
      onEnd(kept);
      void kept.then(() => done());
    },
    destroy(error, done) {
      if (!body.writableEnded) body.destroy(error ?? new Error("the response was cut off"));
      done(error);
    },
  });
}

function requestOf({ method, headers = {}, ...where }: UndiciKey): HttpRequest {
  const lines = linesOf(headers).filter(([name]) => !TO_CACHES.test(name));
  return { method, url: urlOf(where), headers: lines };
}

function urlOf({ origin, path }: Pick<UndiciKey, "origin" | "path">): string {
  return new URL(path, origin).href;
}

function linesOf(headers: Record<string, string | string[]>): HeaderList {
  return Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => [name, String(each)] as const),
  );
}

/** Without what the cache has added, and what this store has. */
function recordOf({ headers }: HandledResponse): Record<string, string | string[]> {
  const record: Record<string, string | string[]> = {};
  for (const [given, value] of headers) {
    const name = given.toLowerCase();
    const before = record[name];
    if (name === SAID || name === "age" || name === "cache-status") continue;
    record[name] = before === undefined ? value : [before, value].flat();
  }
  return record;
}
