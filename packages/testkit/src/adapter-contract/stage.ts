import type { CacheOptions, HandledResponse, HttpRequest, RequestOptions } from "@rcache/core";
import { joined } from "../bytes.ts";
import { byCodeUnits, check } from "../check.ts";
import { type ManualClock, manualClock } from "../clock/manual-clock.ts";
import { type ScriptedOrigin, scriptedOrigin } from "../origin/scripted-origin.ts";
import { referenceBackend } from "../reference/reference-backend.ts";

/** A client with a cache, as {@link adapterContract} needs it. */
export interface AdapterClient {
  /** Sends a request through the adapter's client, and returns the client's response as data. */
  send(request: HttpRequest, options?: RequestOptions): Promise<HandledResponse>;
  close(): unknown;
}

/** What you pass to {@link adapterContract}. */
export interface AdapterSubject {
  /** Makes a client with a cache of these options. */
  open(options: CacheOptions): AdapterClient;
}

/** An answer whose body was read to its end. */
export interface Read {
  readonly response: HandledResponse;
  readonly body: Uint8Array;
}

/** One origin, one clock, and clients that are closed in the end. */
export interface Stage {
  readonly origin: ScriptedOrigin;
  readonly clock: ManualClock;
  /** A client of its own, with a reference backend and the stage's clock where nothing else is said. */
  client(options?: Partial<CacheOptions>): AdapterClient;
  /** GET of a path of the origin, where nothing else is said. */
  request(path: string, overrides?: Partial<HttpRequest>): HttpRequest;
}

/** The proof of one promise: the id comes first in the name. */
export interface AdapterProof {
  readonly name: string;
  prove(stage: Stage): Promise<void>;
}

/** Starts an origin, runs, closes the clients and the origin. */
export async function onStage(subject: AdapterSubject, run: (stage: Stage) => Promise<void>): Promise<void> {
  const origin = await scriptedOrigin();
  const clock = manualClock();
  const clients: AdapterClient[] = [];
  try {
    await run({
      origin,
      clock,
      client(options = {}) {
        const client = subject.open({ backend: referenceBackend(), clock, ...options });
        clients.push(client);
        return client;
      },
      request: (path, overrides) => ({ method: "GET", url: origin.url + path, headers: [], ...overrides }),
    });
  } finally {
    for (const client of clients) await client.close();
    await origin[Symbol.asyncDispose]();
  }
}

/** Sends a request and reads the whole body. */
export async function ask(
  client: AdapterClient,
  request: HttpRequest,
  options?: RequestOptions,
): Promise<Read> {
  const response = await client.send(request, options);
  return { response, body: await bodyOf(response) };
}

/** The body to its end; no body is no bytes. */
export async function bodyOf({ body }: HandledResponse): Promise<Uint8Array> {
  if (body === null) return new Uint8Array(0);
  if (body instanceof Uint8Array) return body;
  const parts: Uint8Array[] = [];
  for await (const chunk of body) parts.push(chunk.slice());
  return joined(parts);
}

/** What settles at once if it settles at all, in real time: the end of waiting for an adapter that is broken. */
const SOON_MS = 2_000;

/** Fails the test where a promise does not settle soon, instead of letting it hang. */
export function soon<T>(promise: Promise<T>, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`${what} does not come`));
    }, SOON_MS);
    void promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}

/** Waits until the origin has been asked so often. */
export async function requestsArrived({ origin }: Stage, count: number): Promise<void> {
  while (origin.requests.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Fields of one connection or one exchange, and those that depend on how the transport hands out a coded body. */
const NOT_COMPARED = new Set([
  ...["connection", "keep-alive", "transfer-encoding", "proxy-connection", "upgrade", "te", "trailer"],
  ...["age", "date", "cache-status", "x-cache", "warning"],
]);

/** Header lines that a hit has in common with its miss: names in lower case, sorted by name, lines of one name in their order. */
export function endToEndLines(response: HandledResponse): readonly string[] {
  return response.headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !NOT_COMPARED.has(name))
    .toSorted(([a], [b]) => byCodeUnits(a, b))
    .map(([name, value]) => `${name}: ${value}`);
}

/** The lines of a field, joined with a comma as its grammar allows. */
export function field({ headers }: HandledResponse, name: string): string | undefined {
  const lines = headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value);
  return lines.length === 0 ? undefined : lines.join(", ");
}

/** Fails the test where an answer did not come from where it should. */
export function checkSource({ response }: Read, from: "origin" | "cache", what: string): void {
  const { cache } = response;
  const expected = from === "cache";
  check(
    cache.fromCache === expected,
    `${what}: expected an answer from the ${from}, got ${cache.kind} (${cache.reason})`,
  );
}
