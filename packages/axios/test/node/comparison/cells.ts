import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import type { ScriptedAnswer, ScriptedOrigin } from "@rcache/testkit";
import type { AxiosRequestConfig } from "axios";

export type AdapterName = "http" | "fetch";

/** One comparison: what the origin answers, and what is asked of it. */
export interface Cell {
  readonly name: string;
  readonly arrange: (origin: ScriptedOrigin) => void;
  readonly config: (origin: ScriptedOrigin) => AxiosRequestConfig;
  /** Where it says something. @default both */
  readonly adapters?: readonly AdapterName[];
}

const JSON_TYPE = { "content-type": "application/json" };
const VALUE = JSON.stringify({ name: "Ada", list: [1, 2, 3], text: "päper" });

async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  yield bytes.subarray(0, 7);
  yield bytes.subarray(7);
}

const TRANSFERS: Readonly<Record<string, () => ScriptedAnswer>> = {
  plain: () => ({ headers: JSON_TYPE, body: VALUE }),
  gzip: () => ({ headers: { ...JSON_TYPE, "content-encoding": "gzip" }, body: gzipSync(VALUE) }),
  chunked: () => ({ headers: JSON_TYPE, body: chunks(VALUE) }),
};

const TYPES = [undefined, "json", "text", "arraybuffer", "blob", "stream", "document"] as const;

function typesAndTransfers(): Cell[] {
  return TYPES.flatMap((responseType) =>
    Object.entries(TRANSFERS).map(([transfer, answer]) => ({
      name: `responseType ${responseType ?? "unsaid"}, ${transfer}`,
      // An answer of chunks can be sent once: each of the three requests has one of its own.
      arrange: (origin: ScriptedOrigin) => origin.answer("/a", answer(), answer(), answer()),
      config: () => ({ url: "/a", ...(responseType !== undefined && { responseType }) }),
    })),
  );
}

function simple(name: string, answer: ScriptedAnswer, config: AxiosRequestConfig = {}): Cell {
  return { name, arrange: (origin) => origin.answer("/a", answer), config: () => ({ url: "/a", ...config }) };
}

function onHttp(cell: Cell): Cell {
  return { ...cell, adapters: ["http"] };
}

function redirects(name: string, config: AxiosRequestConfig): Cell {
  return {
    name,
    arrange(origin) {
      origin.answer("/from", { status: 302, headers: { location: "/via" } });
      origin.answer("/via", { status: 301, headers: { location: "/to?x=1" } });
      origin.answer("/to", { headers: JSON_TYPE, body: VALUE });
    },
    config: () => ({ url: "/from", ...config }),
  };
}

const CODED: readonly (readonly [string, Buffer])[] = [
  ["br", brotliCompressSync(VALUE)],
  ["deflate", deflateSync(VALUE)],
  ["deflate", deflateRawSync(VALUE)],
  ["x-gzip", gzipSync(VALUE)],
];

/** A cell for each line of the comparison that one request can show. */
export const CELLS: readonly Cell[] = [
  ...typesAndTransfers(),
  ...CODED.map(([coding, body], at) =>
    simple(`content coding ${coding} (${at})`, {
      headers: { ...JSON_TYPE, "content-encoding": coding },
      body,
    }),
  ),
  onHttp(
    simple("a damaged content coding", {
      headers: { ...JSON_TYPE, "content-encoding": "gzip" },
      body: "no gzip",
    }),
  ),
  onHttp(
    simple("a list of content codings is left on", {
      headers: { ...JSON_TYPE, "content-encoding": "gzip, gzip" },
      body: gzipSync(gzipSync(VALUE)),
    }),
  ),
  onHttp(
    simple("decompress false", TRANSFERS["gzip"]?.() ?? {}, {
      decompress: false,
      responseType: "arraybuffer",
    }),
  ),
  simple("a byte order mark", { headers: JSON_TYPE, body: `\ufeff${VALUE}` }),
  onHttp(simple("responseEncoding", { body: Buffer.from([0xe4, 0xf6]) }, { responseEncoding: "latin1" })),
  simple("an empty body", { headers: JSON_TYPE, body: "" }),
  simple("JSON that is none", { headers: JSON_TYPE, body: "{" }),
  simple(
    "JSON that is none, strictly",
    { headers: JSON_TYPE, body: "{" },
    { responseType: "json", transitional: { silentJSONParsing: false } },
  ),
  simple("HEAD", { headers: JSON_TYPE, body: VALUE }, { method: "head" }),
  simple("204", { status: 204 }),
  simple("204 as a stream", { status: 204 }, { responseType: "stream" }),
  simple("404", { status: 404, headers: JSON_TYPE, body: VALUE }),
  simple("404 as a stream", { status: 404, body: "none" }, { responseType: "stream" }),
  simple("500 with validateStatus null", { status: 500, body: "broken" }, { validateStatus: null }),
  simple("200 that validateStatus refuses", { body: "no" }, { validateStatus: (status) => status === 201 }),
  simple("header lines of one name", {
    headers: { "x-many": ["1", "2"], "set-cookie": ["a=1", "b=2"] },
    body: "x",
  }),
  simple("params", { headers: JSON_TYPE, body: VALUE }, { params: { a: [1, 2], b: "x y", c: null } }),
  simple(
    "paramsSerializer",
    { headers: JSON_TYPE, body: VALUE },
    { params: { a: 1 }, paramsSerializer: { serialize: () => "own=1" } },
  ),
  simple(
    "transformResponse",
    { body: "abc" },
    { transformResponse: [(data: unknown) => `${String(data)}!`, (data: unknown) => [data]] },
  ),
  simple(
    "transformResponse that throws",
    { body: "abc" },
    {
      transformResponse: () => {
        throw new RangeError("not mine");
      },
    },
  ),
  redirects("redirects", {}),
  redirects("redirects with maxRedirects 0", { maxRedirects: 0 }),
  redirects("redirects with maxRedirects 0 that are accepted", {
    maxRedirects: 0,
    validateStatus: () => true,
  }),
  redirects("redirects with maxRedirects 2", { maxRedirects: 2 }),
  redirects("redirects with maxRedirects 1", { maxRedirects: 1 }),
  redirects("redirects with beforeRedirect", { beforeRedirect: () => undefined }),
  redirects("redirects with a stream", { responseType: "stream" }),
  {
    name: "a loop of redirects",
    arrange: (origin) => origin.answer("/a", { status: 302, headers: { location: "/a" } }),
    config: () => ({ url: "/a" }),
  },
  {
    name: "a redirect to another scheme",
    arrange: (origin) => origin.answer("/a", { status: 302, headers: { location: "ftp://127.0.0.1/" } }),
    config: () => ({ url: "/a" }),
  },
  {
    name: "a redirect without Location",
    arrange: (origin) => origin.answer("/a", { status: 302, body: "nowhere" }),
    config: () => ({ url: "/a" }),
  },
  simple("maxContentLength that holds", { body: "12345" }, { maxContentLength: 5 }),
  simple("maxContentLength that does not", { body: "123456" }, { maxContentLength: 5 }),
  onHttp(
    simple("maxContentLength of what a coding unfolds to", TRANSFERS["gzip"]?.() ?? {}, {
      maxContentLength: 40,
    }),
  ),
  simple("a connection that is reset", { fault: "reset" }),
  simple("a body that is cut", { body: "0123456789", fault: "truncate" }),
  simple(
    "a body that is cut, as bytes",
    { body: "0123456789", fault: "truncate" },
    { responseType: "arraybuffer" },
  ),
  simple(
    "a body that is cut, as a stream",
    { body: "0123456789", fault: "truncate" },
    { responseType: "stream" },
  ),
  simple("a timeout", { fault: "hang" }, { timeout: 20 }),
  simple(
    "a timeout with clarifyTimeoutError",
    { fault: "hang" },
    { timeout: 20, transitional: { clarifyTimeoutError: true } },
  ),
  simple(
    "a timeout with timeoutErrorMessage",
    { fault: "hang" },
    { timeout: 20, timeoutErrorMessage: "too slow" },
  ),
  onHttp(simple("a timeout that is no number", { body: "x" }, { timeout: Number.NaN })),
  {
    name: "nobody listens",
    arrange: () => undefined,
    config: () => ({ baseURL: "", url: "http://127.0.0.1:1/" }),
  },
  {
    name: "a URL that is none",
    arrange: () => undefined,
    config: () => ({ baseURL: "", url: "http://" }),
  },
  {
    name: "a data: URL",
    arrange: () => undefined,
    config: () => ({ baseURL: "", url: "data:text/plain,hello", responseType: "text" }),
  },
  {
    name: "a scheme that axios does not know",
    arrange: () => undefined,
    config: () => ({ baseURL: "", url: "ftp://127.0.0.1/" }),
    adapters: ["http"],
  },
  simple("auth", { body: "for Ada" }, { auth: { username: "Ada", password: "pä:ss" } }),
  {
    name: "userinfo in the URL",
    arrange: (origin) => origin.answer("/a", { body: "for Ada" }),
    config: (origin) => ({ url: `${origin.url.replace("://", "://Ada:secret@")}/a` }),
    adapters: ["http"],
  },
  simple(
    "POST of JSON",
    { status: 201, headers: JSON_TYPE, body: VALUE },
    { method: "post", data: { a: 1 } },
  ),
  simple(
    "POST of a form",
    { headers: JSON_TYPE, body: VALUE },
    { method: "post", data: new URLSearchParams({ a: "1" }) },
  ),
  simple(
    "POST that is refused",
    { status: 422, headers: JSON_TYPE, body: VALUE },
    { method: "post", data: "x" },
  ),
  simple("POST whose connection is reset", { fault: "reset" }, { method: "post", data: "x" }),
  simple("POST that times out", { fault: "hang" }, { method: "post", data: "x", timeout: 20 }),
  simple("an own header field", { body: "x" }, { headers: { "X-Own": "1", "User-Agent": "mine" } }),
];
