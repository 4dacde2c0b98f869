import { memoryBackend } from "@rcache/backend-memory";
import {
  type CacheEvent,
  type CacheOptions,
  type CacheOutcome,
  createHttpCache,
  type HandledResponse,
  type HeaderList,
  type HttpCache,
  type HttpRequest,
  type RequestOptions,
  type Send,
} from "@rcache/core";
import {
  httpSend,
  type ManualClock,
  manualClock,
  type ScriptedOrigin,
  scriptedOrigin,
} from "@rcache/testkit";
import { until } from "./gate.ts";

/** An answer whose body was read to its end. */
export interface Read {
  readonly response: HandledResponse;
  readonly cache: CacheOutcome;
  readonly status: number;
  readonly text: string;
  field(name: string): string | undefined;
}

/** One origin, one clock, one cache, and all that the cache told. */
export interface Stage extends AsyncDisposable {
  readonly origin: ScriptedOrigin;
  readonly clock: ManualClock;
  readonly cache: HttpCache;
  readonly events: CacheEvent[];
  /** Other caches are closed with the stage; they share its clock and tell into the same events. */
  another(options: CacheOptions): HttpCache;
  /** GET of a path of the origin, where nothing else is said. */
  request(path: string, overrides?: Partial<HttpRequest>): HttpRequest;
  /** Asks, and reads the body to its end. */
  ask(what: string | HttpRequest, options?: RequestOptions, over?: Over): Promise<Read>;
  /** How often the origin was asked for a path, query included. */
  asked(path: string): number;
  eventsOf<K extends CacheEvent["kind"]>(kind: K): readonly Extract<CacheEvent, { kind: K }>[];
  /** Settles when so many events of a kind have been told. */
  told(kind: CacheEvent["kind"], count?: number): Promise<void>;
}

/** What a request goes over, where not over the stage's own cache and node:http. */
export interface Over {
  readonly cache?: HttpCache;
  readonly send?: Send;
}

/** A stage with a memory backend, where nothing else is said. */
export async function openStage(options: Partial<CacheOptions> = {}): Promise<Stage> {
  const origin = await scriptedOrigin();
  const clock = manualClock();
  const events: CacheEvent[] = [];
  const caches: HttpCache[] = [];
  const another = (given: CacheOptions): HttpCache => {
    const made = createHttpCache({ clock, onEvent: (event) => events.push(event), ...given });
    caches.push(made);
    return made;
  };
  const cache = another({ backend: memoryBackend(), ...options });
  const request: Stage["request"] = (path, overrides) => ({
    method: "GET",
    url: origin.url + path,
    headers: [],
    ...overrides,
  });
  const eventsOf: Stage["eventsOf"] = (kind) => events.filter((event) => isOfKind(event, kind));
  return {
    origin,
    clock,
    cache,
    events,
    another,
    request,
    eventsOf,
    ask: async (what, asOptions, over = {}) => {
      const asked = typeof what === "string" ? request(what) : what;
      return read(await (over.cache ?? cache).handle(asked, over.send ?? httpSend, asOptions));
    },
    asked: (path) => origin.requests.filter((seen) => seen.path === path).length,
    told: (kind, count = 1) =>
      until(() => eventsOf(kind).length >= count, `${count} events "${kind}" are told`),
    async [Symbol.asyncDispose]() {
      for (const opened of caches) await opened.close();
      await origin[Symbol.asyncDispose]();
    },
  };
}

/** Reads an answer to its end. */
export async function read(response: HandledResponse): Promise<Read> {
  const { status, headers, cache } = response;
  const text = new TextDecoder().decode(await bytesOf(response));
  return { response, cache, status, text, field: (name) => fieldOf(headers, name) };
}

/** The whole body; none is no bytes. */
export async function bytesOf({ body }: Pick<HandledResponse, "body">): Promise<Uint8Array> {
  if (body === null) return new Uint8Array(0);
  if (body instanceof Uint8Array) return body;
  const parts: Uint8Array[] = [];
  for await (const chunk of body) parts.push(new Uint8Array(chunk));
  return Buffer.concat(parts);
}

/** The lines of a field, joined; undefined where there is none. */
export function fieldOf(headers: HeaderList, name: string): string | undefined {
  const lines = headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value);
  return lines.length === 0 ? undefined : lines.join(", ");
}

function isOfKind<K extends CacheEvent["kind"]>(
  event: CacheEvent,
  kind: K,
): event is Extract<CacheEvent, { kind: K }> {
  return event.kind === kind;
}
