import { createHash } from "node:crypto";
import * as zlib from "node:zlib";
import { withCache } from "@rcache/axios";
import { memoryBackend } from "@rcache/backend-memory";
import { createHttpCache, type HttpCache } from "@rcache/core";
import { createCachedFetch } from "@rcache/fetch";
import { httpSend, scriptedOrigin } from "@rcache/testkit";
import axios from "axios";
import { describe, expect, it } from "vitest";
import { bytesOf, fieldOf } from "./stage.ts";

/** What a client's program gets. */
interface Got {
  readonly fromCache: boolean;
  readonly bytes: Uint8Array;
  readonly coding: string | undefined;
  readonly length: string | undefined;
}

type Client = (cache: HttpCache, url: string) => Promise<Got>;

const overAxios =
  (adapter: "http" | "fetch"): Client =>
  async (cache, url) => {
    const api = withCache(axios.create({ adapter, responseType: "arraybuffer" }), { cache });
    const { data, headers, fromCache } = await api.get<ArrayBuffer>(url);
    const field = (name: string): string | undefined => headers[name]?.toString();
    const [coding, length] = [field("content-encoding"), field("content-length")];
    return { fromCache, bytes: new Uint8Array(data), coding, length };
  };

const CLIENTS: Readonly<Record<string, Client>> = {
  fetch: async (cache, url) => {
    const response = await createCachedFetch({ cache })(url);
    const { fromCache, headers } = response;
    const bytes = new Uint8Array(await response.arrayBuffer());
    const coding = headers.get("content-encoding") ?? undefined;
    return { fromCache, bytes, coding, length: headers.get("content-length") ?? undefined };
  },
  "axios over http": overAxios("http"),
  "axios over fetch": overAxios("fetch"),
  "node:http, as on the wire": async (cache, url) => {
    const answer = await cache.handle({ method: "GET", url, headers: [] }, httpSend);
    const bytes = await bytesOf(answer);
    const named = fieldOf(answer.headers, "content-encoding");
    const isWire = answer.coding === "wire" && named !== undefined;
    const coding = named;
    return {
      fromCache: answer.cache.fromCache,
      bytes: isWire ? (DECODERS[named]?.(bytes) ?? bytes) : bytes,
      coding,
      length: fieldOf(answer.headers, "content-length"),
    };
  },
};

/** Not every runtime that is supported knows zstd, and Node 22 does, but not its fetch. */
async function fetchUndoesZstd(): Promise<boolean> {
  if (!("zstdCompressSync" in zlib)) return false;
  await using origin = await scriptedOrigin();
  const body = zlib.zstdCompressSync("plain");
  origin.answer("/", { headers: { "content-encoding": "zstd" }, body });
  return (await (await fetch(`${origin.url}/`)).text()) === "plain";
}
const ENCODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => zlib.gzipSync(bytes),
  br: (bytes) => zlib.brotliCompressSync(bytes),
  ...((await fetchUndoesZstd()) && { zstd: (bytes: Buffer) => zlib.zstdCompressSync(bytes) }),
};
const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  gzip: (bytes) => zlib.gunzipSync(bytes),
  br: (bytes) => zlib.brotliDecompressSync(bytes),
  zstd: (bytes) => zlib.zstdDecompressSync(bytes),
};

const SIZES = { small: 3_000, "too large for its record": 300_000 };

const PAIRS = Object.keys(CLIENTS).flatMap((writer) =>
  Object.keys(CLIENTS).map((reader) => ({ writer, reader })),
);

describe.each(Object.entries(SIZES))("one store for several clients, a body %s", (_, size) => {
  describe.each(["none", ...Object.keys(ENCODERS)])("content coding: %s", (coding) => {
    it.each(PAIRS)(
      "what $writer has stored, $reader gets as it would from the origin",
      async ({ writer, reader }) => {
        await using origin = await scriptedOrigin();
        const plain = Buffer.from(`päper ${"0123456789".repeat(size / 10)}`);
        const encode = ENCODERS[coding];
        const headers = encode === undefined ? {} : { "content-encoding": coding };
        origin.answer("/a", { headers: { ...headers, "x-one": "1" }, body: encode?.(plain) ?? plain });
        const url = `${origin.url}/a`;
        const open = (): HttpCache => createHttpCache({ backend: memoryBackend(), inlineBytes: 10_000 });
        await using alone = open();
        const expected = await CLIENTS[reader]?.(alone, url);
        await using cache = open();
        const written = await CLIENTS[writer]?.(cache, url);
        await cache.flush();
        const read = await CLIENTS[reader]?.(cache, url);
        expect([written?.fromCache, read?.fromCache, expected?.fromCache]).toEqual([false, true, false]);
        for (const got of [written, read, expected]) expect(digest(got)).toBe(digest({ bytes: plain }));
        expect([read?.coding, read?.length]).toEqual([expected?.coding, expected?.length]);
      },
    );
  });
});

function digest(got: Pick<Got, "bytes"> | undefined): string {
  return createHash("sha256")
    .update(got?.bytes ?? "")
    .digest("hex");
}
