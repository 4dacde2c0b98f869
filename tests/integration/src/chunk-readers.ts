import http from "node:http";
import { withCache } from "@rcache/axios";
import type { HttpCache } from "@rcache/core";
import type { Backend } from "@rcache/core/backend";
import { createCachedFetch } from "@rcache/fetch";
import { installCache } from "@rcache/patch";
import axios from "axios";

/** The chunks of one body, as its reader got them. */
export interface Read {
  readonly chunks: readonly string[];
  readonly fromCache: boolean | undefined;
}

/** What a reader does about a chunk before the next. */
export type OnChunk = () => void | Promise<void>;

/** A user of a client, who reads a stream in one of the ways there are. */
export interface Reader extends AsyncDisposable {
  readonly cache: HttpCache;
  /** @param onChunk after each chunk, once it has been noted */
  read(url: string, onChunk: OnChunk): Promise<Read>;
}

interface Options {
  readonly backend: Backend;
  readonly expireAfter: "1h";
  readonly inlineBytes?: number;
}

type Stream = AsyncIterable<Uint8Array> & NodeJS.ReadableStream;
type Way = (stream: Stream, onChunk: OnChunk) => Promise<string[]>;

const READERS = {
  "fetch, by its reader": (options: Options) => fetchReader(options, true),
  "fetch without lazy responses": (options: Options) => fetchReader(options, false),
  "axios, by its data events": (options: Options) => axiosReader(options, "http", byEvents),
  "axios, by iteration": (options: Options) => axiosReader(options, "http", byIteration),
  "axios over fetch": (options: Options) => axiosReader(options, "fetch", byIteration),
  "patched node:http, by its data events": (options: Options) => messageReader(options, byEvents),
  "patched node:http, by iteration": (options: Options) => messageReader(options, byIteration),
  "patched fetch": (options: Options) => patchedFetchReader(options),
};

export type ReaderKind = keyof typeof READERS;
// The cast: the table's own keys.
export const READER_KINDS = Object.keys(READERS) as readonly ReaderKind[];

/** A reader over a store of its own. @param inlineBytes a body above this stands outside its record */
export function openReader(kind: ReaderKind, backend: Backend, inlineBytes?: number): Reader {
  return READERS[kind]({ backend, expireAfter: "1h", ...(inlineBytes !== undefined && { inlineBytes }) });
}

function fetchReader(options: Options, lazyResponse: boolean): Reader {
  const fetch = createCachedFetch({ ...options, lazyResponse });
  return {
    cache: fetch.cache,
    async read(url, onChunk) {
      const response = await fetch(url);
      return { chunks: await byReader(response.body, onChunk), fromCache: response.fromCache };
    },
    [Symbol.asyncDispose]: () => fetch.cache.close(),
  };
}

function axiosReader(options: Options, adapter: "http" | "fetch", way: Way): Reader {
  const client = withCache(axios.create({ adapter }), options);
  return {
    cache: client.cache,
    async read(url, onChunk) {
      const { data, fromCache } = await client.get<Stream>(url, { responseType: "stream" });
      return { chunks: await way(data, onChunk), fromCache };
    },
    [Symbol.asyncDispose]: () => client.cache.close(),
  };
}

function messageReader(options: Options, way: Way): Reader {
  const installation = installCache(options);
  return {
    cache: installation.cache,
    async read(url, onChunk) {
      const message = await new Promise<http.IncomingMessage & { fromCache?: boolean }>((resolve, reject) => {
        http.get(url, resolve).on("error", reject);
      });
      return { chunks: await way(message, onChunk), fromCache: message.fromCache };
    },
    async [Symbol.asyncDispose]() {
      installation.uninstall();
      await installation.cache.close();
    },
  };
}

function patchedFetchReader(options: Options): Reader {
  const installation = installCache(options);
  return {
    cache: installation.cache,
    async read(url, onChunk) {
      const response: Response & { fromCache?: boolean } = await fetch(url);
      return { chunks: await byReader(response.body, onChunk), fromCache: response.fromCache };
    },
    async [Symbol.asyncDispose]() {
      installation.uninstall();
      await installation.cache.close();
    },
  };
}

async function byReader(body: ReadableStream<Uint8Array> | null, onChunk: OnChunk): Promise<string[]> {
  const chunks: string[] = [];
  const reader = body?.getReader();
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    chunks.push(textOf(read.value));
    await onChunk();
  }
  return chunks;
}

async function byEvents(stream: Stream, onChunk: OnChunk): Promise<string[]> {
  const chunks: string[] = [];
  stream.on("data", (chunk: Uint8Array) => {
    chunks.push(textOf(chunk));
    void onChunk();
  });
  await new Promise((resolve, reject) => stream.on("end", resolve).on("error", reject));
  return chunks;
}

async function byIteration(stream: AsyncIterable<Uint8Array>, onChunk: OnChunk): Promise<string[]> {
  const chunks: string[] = [];
  for await (const chunk of stream) {
    chunks.push(textOf(chunk));
    await onChunk();
  }
  return chunks;
}

function textOf(chunk: Uint8Array): string {
  return Buffer.from(chunk).toString();
}
