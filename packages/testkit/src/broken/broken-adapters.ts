import type { CacheOptions, Chunks, HandledResponse, HttpRequest, HttpResponse, Send } from "@rcache/core";
import { bodyOf } from "../adapter-contract/stage.ts";

/** What an adapter does, in the order in which it does it; each step may be replaced by a faulty one. */
export interface AdapterSteps {
  readonly options: (options: CacheOptions) => CacheOptions;
  readonly request: (request: HttpRequest) => HttpRequest;
  readonly send: (send: Send) => Send;
  readonly response: (
    response: HandledResponse,
    request: HttpRequest,
  ) => HandledResponse | Promise<HandledResponse>;
}

/** An adapter with one fault, and the promise that it breaks. */
export interface BrokenAdapter {
  readonly promise: string;
  /** What it does wrong. */
  readonly fault: string;
  readonly steps: Partial<AdapterSteps>;
  /** What depends on the broken promise, and may fail with it. */
  readonly mayFail?: readonly string[];
}

/** A1–A21. */
export const brokenAdapters: readonly BrokenAdapter[] = [
  onHits("A1", "loses header fields of what was stored", (response) => ({
    headers: response.headers.filter(([name]) => name !== "x-one" || response.status !== 200),
  })),
  {
    promise: "A2",
    fault: "takes every body of type octet-stream for text",
    steps: {
      response: async (response) => {
        const isBinary = response.headers.some(([, value]) => value === "application/octet-stream");
        if (!isBinary) return response;
        const text = new TextDecoder().decode(await bodyOf(response));
        return altered(response, { body: new TextEncoder().encode(text) });
      },
    },
  },
  {
    promise: "A3",
    fault: "joins Set-Cookie lines with a comma",
    steps: { response: (response) => altered(response, { headers: withJoinedCookies(response.headers) }) },
  },
  {
    promise: "A4",
    fault: "gives HEAD the body of a stored GET",
    steps: {
      request: (request) => (request.method === "HEAD" ? { ...request, method: "GET" } : request),
    },
  },
  withSend("A5", "leaves conditions out of the request", (send) => (request, context) => {
    const headers = request.headers.filter(([name]) => name.toLowerCase() !== "if-none-match");
    return send(context.why === "validate" ? { ...request, headers } : request, context);
  }),
  withResponses("A6", "leaves Vary out of the answer", (response) => ({
    ...response,
    headers: response.headers.filter(([, value]) => value !== "Accept-Language"),
  })),
  onHits("A7", "has no history for what was stored", () => ({ history: [] })),
  withResponses("A8", "takes a connection that ends for the end of the body", (response) => ({
    ...response,
    body:
      response.body === null || response.body instanceof Uint8Array
        ? response.body
        : untilItFails(response.body),
  })),
  {
    promise: "A9",
    fault: "does not pass on a signal that has fired",
    steps: {
      request: (request) => {
        if (request.signal?.aborted !== true) return request;
        const { signal: _, ...rest } = request;
        return rest;
      },
    },
  },
  {
    promise: "A10",
    fault: "takes an error status for a failure",
    steps: {
      response: (response) => {
        if (response.status < 400) return response;
        throw new Error(`status ${response.status}`);
      },
    },
  },
  {
    promise: "A11",
    fault: "stores answers to POST",
    steps: { options: (options) => ({ ...options, allowableMethods: ["GET", "HEAD", "POST"] }) },
  },
  {
    promise: "A12",
    fault: "lets every request ask the origin for itself",
    steps: { options: (options) => ({ ...options, singleFlight: false }) },
    // A large body is stored a moment after it was read: until then the next request joins the flight, if there is one.
    mayFail: ["A2", "A8", "A16"],
  },
  {
    promise: "A13",
    fault: "fails where the backend fails",
    steps: { options: (options) => ({ ...options, onBackendError: "throw" }) },
  },
  {
    promise: "A14",
    fault: "does not keep users apart",
    steps: { options: (options) => ({ ...options, partitionBy: "nothing" }) },
  },
  {
    promise: "A15",
    fault: "makes up a body for 204",
    steps: {
      response: (response) =>
        response.status === 204 ? altered(response, { body: new Uint8Array(1) }) : response,
    },
  },
  {
    promise: "A16",
    fault: "gathers a streamed body before it gives any of it",
    steps: {
      response: async (response) => {
        const isStreamed = response.headers.some(([, value]) => value === "video/mp4");
        return isStreamed ? altered(response, { body: Uint8Array.from(await bodyOf(response)) }) : response;
      },
    },
  },
  onHits("A17", "loses the content coding of what was stored", (response) => ({
    headers: response.headers.filter(([name]) => name.toLowerCase() !== "content-encoding"),
  })),
  withSend("A18", "drops the body of every POST", (send) => (request, context) => {
    const { body: _, ...rest } = request;
    return send(request.method === "POST" ? rest : request, context);
  }),
  withSend(
    "A19",
    "drops the header fields of every POST",
    (send) => (request, context) =>
      send(request.method === "POST" ? { ...request, headers: [] } : request, context),
  ),
  withSend("A19", "passes on only the header fields it knows", (send) => (request, context) => {
    const headers = request.headers.filter(([name]) => !name.toLowerCase().startsWith("x-"));
    return send({ ...request, headers }, context);
  }),
  withResponses("A20", "drops the status text", ({ statusText: _, ...response }) => response),
  withSend(
    "A21",
    "ignores the signal",
    (send) =>
      (request, { why }) =>
        send(request, { why }),
  ),
];

/** Field by field: an answer may have getters, which a spread would leave out. */
function altered(response: HandledResponse, change: Partial<HandledResponse>): HandledResponse {
  const { status, statusText = "", url, headers, body, coding, history = [], cache } = response;
  return { status, statusText, url, headers, body, coding, history, cache, ...change };
}

function onHits(
  promise: string,
  fault: string,
  change: (response: HandledResponse) => Partial<HandledResponse>,
): BrokenAdapter {
  return {
    promise,
    fault,
    steps: { response: (one) => (one.cache.fromCache ? altered(one, change(one)) : one) },
  };
}

function withSend(promise: string, fault: string, send: AdapterSteps["send"]): BrokenAdapter {
  return { promise, fault, steps: { send } };
}

function withResponses(
  promise: string,
  fault: string,
  change: (response: HttpResponse) => HttpResponse,
): BrokenAdapter {
  return withSend(promise, fault, (send) => async (request, context) => change(await send(request, context)));
}

function withJoinedCookies(headers: HttpResponse["headers"]): HttpResponse["headers"] {
  const cookies = headers.filter(([name]) => name.toLowerCase() === "set-cookie").map(([, value]) => value);
  const others = headers.filter(([name]) => name.toLowerCase() !== "set-cookie");
  return cookies.length === 0 ? headers : [...others, ["set-cookie", cookies.join(", ")]];
}

async function* untilItFails(chunks: Chunks): Chunks {
  try {
    yield* chunks;
  } catch {
    // The fault.
  }
}
