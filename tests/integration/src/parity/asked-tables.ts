/** What fetch can be asked, by name: one table for each dimension of a cell. Each is made anew for each call, since a stream can be read once. */

const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value);

function streamOf(...pieces: readonly string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(text(piece));
      controller.close();
    },
  });
}

function form(): FormData {
  const made = new FormData();
  made.append("name", "väl");
  made.append("file", new Blob(["bytes"], { type: "text/x" }), "f.txt");
  return made;
}

export const METHODS: Readonly<Record<string, string | undefined>> = {
  unsaid: undefined,
  GET: "GET",
  get: "get",
  HEAD: "HEAD",
  POST: "POST",
  post: "post",
  PUT: "PUT",
  DELETE: "DELETE",
  OPTIONS: "OPTIONS",
  PATCH: "PATCH",
  patch: "patch",
  PURGE: "PURGE",
  TRACE: "TRACE",
  "no token": "A B",
};

export const BODIES: Readonly<Record<string, () => { readonly body?: unknown; readonly duplex?: string }>> = {
  none: () => ({}),
  null: () => ({ body: null }),
  text: () => ({ body: "päper" }),
  "empty text": () => ({ body: "" }),
  number: () => ({ body: 12 }),
  parameters: () => ({ body: new URLSearchParams({ a: "1 ü" }) }),
  bytes: () => ({ body: text("bytes") }),
  "part of a buffer": () => ({ body: text("xbytesx").subarray(1, 6) }),
  ArrayBuffer: () => ({ body: text("buffer").buffer }),
  DataView: () => ({ body: new DataView(text("view").buffer, 1) }),
  Blob: () => ({ body: new Blob(["blob"], { type: "image/x" }) }),
  "untyped Blob": () => ({ body: new Blob(["blob"]) }),
  form: () => ({ body: form() }),
  stream: () => ({ body: streamOf("one ", "two"), duplex: "half" }),
  "stream without duplex": () => ({ body: streamOf("one") }),
  object: () => ({ body: { toString: () => "told" } }),
};

/** What may stand as `headers` beside the lines that the cell needs. */
export const HEADERS: Readonly<Record<string, () => unknown>> = {
  unsaid: () => undefined,
  null: () => null,
  record: () => ({ "X-A": "1", accept: "text/x" }),
  pairs: () => [
    ["x-a", "1"],
    ["X-A", "2"],
  ],
  Headers: () => new Headers({ "x-a": "1" }),
  Map: () => new Map([["x-a", "1"]]),
  generator: () => new Map([["x-a", "1"]]).entries(),
  "white space": () => ({ "x-a": " \t1 \t" }),
  "Latin-1": () => ({ "x-a": "é" }),
  "no Latin-1": () => ({ "x-a": "成" }),
  "line break": () => ({ "x-a": "1\n2" }),
  "no token": () => ({ "x a": "1" }),
  numbers: () => ({ "x-a": 1, "x-b": null, "x-c": undefined }),
  "content-type": () => ({ "Content-Type": "text/own" }),
  cookie: () => ({ cookie: "a=1", authorization: "Bearer x" }),
  "user-agent": () => ({ "user-agent": "own", "accept-encoding": "identity", "accept-language": "de" }),
  "if-none-match": () => ({ "if-none-match": '"other"' }),
  range: () => ({ range: "bytes=0-1" }),
  "no-cache": () => ({ "cache-control": "no-cache" }),
  "a pair of three": () => [["a", "b", "c"]],
};

/** Members of an init that are none of the dimensions above. */
export const MORE: Readonly<Record<string, () => Readonly<Record<string, unknown>>>> = {
  nothing: () => ({}),
  credentials: () => ({ credentials: "include" }),
  "no credentials": () => ({ credentials: "omit" }),
  "no-store": () => ({ cache: "no-store" }),
  reload: () => ({ cache: "reload" }),
  "only-if-cached": () => ({ cache: "only-if-cached" }),
  "unknown cache": () => ({ cache: "sometimes" }),
  cors: () => ({ mode: "cors" }),
  "same-origin": () => ({ mode: "same-origin" }),
  "no-cors": () => ({ mode: "no-cors" }),
  navigate: () => ({ mode: "navigate" }),
  referrer: () => ({ referrer: "about:client", referrerPolicy: "origin" }),
  "unknown policy": () => ({ referrerPolicy: "none" }),
  keepalive: () => ({ keepalive: true }),
  integrity: () => ({ integrity: "sha256-AAAA" }),
  priority: () => ({ priority: "high", window: null }),
  window: () => ({ window: {} }),
  unknown: () => ({ whatever: 1 }),
  signal: () => ({ signal: new AbortController().signal }),
  "no signal": () => ({ signal: null }),
  "no AbortSignal": () => ({ signal: {} }),
  aborted: () => ({ signal: AbortSignal.abort() }),
  "aborted with a reason": () => ({ signal: AbortSignal.abort("reason") }),
};

type Init = Readonly<Record<string, unknown>>;
/** How the same arguments can be given. */
export const FORMS: Readonly<Record<string, (url: string, init: Init) => readonly [unknown, unknown?]>> = {
  plain: (url, init) => [url, init],
  "as little as possible": (url, init) => (Object.keys(init).length === 0 ? [url] : [url, init]),
  URL: (url, init) => [new URL(url), init],
  "with a stringifier": (url, init) => [{ toString: () => url }, init],
  inherited: (url, init) => [url, Object.create(init)],
  "without prototype": (url, init) => [url, Object.assign(Object.create(null), init)],
  frozen: (url, init) => [url, Object.freeze({ ...init })],
  getters: (url, init) => [url, withGetters(init)],
  Request: (url, init) => [requestOf(url, init)],
  "Request and an init": (url, init) => [requestOf(url, init), { headers: { "x-b": "2" } }],
  "Request and the init": (url, init) => [new Request(url, { headers: { "x-b": "2" } }), init],
  "Request as init": (url, init) => [url, requestOf(url, init)],
  "used Request": (url, init) => [used(requestOf(url, init))],
};

function withGetters(init: Init): object {
  const prototype = {};
  for (const [name, value] of Object.entries(init))
    Object.defineProperty(prototype, name, { get: () => value });
  return Object.create(prototype);
}

function requestOf(url: string, init: Init): Request {
  // The cast: tables hold what no type allows, too.
  return new Request(url, init as RequestInit);
}

function used(request: Request): Request {
  request.text().catch(() => undefined);
  return request;
}
