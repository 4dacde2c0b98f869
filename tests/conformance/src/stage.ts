import { memoryBackend } from "@rcache/backend-memory";
import {
  type CacheEvent,
  type CacheOptions,
  type CacheOutcome,
  createHttpCache,
  type HeaderList,
  type HttpCache,
  type HttpRequest,
  type HttpResponse,
  type RequestOptions,
  type Send,
  type SendContext,
} from "@rcache/core";
import { type ManualClock, manualClock } from "@rcache/testkit";
import { bodyOf, type Fields, fieldLines, headerList, textOf } from "./message.ts";

/** The two ways to follow RFC 9111. */
export const MODES = ["private", "shared"] as const;
export type Mode = (typeof MODES)[number];

/** What the origin is to say. Nothing is added to it, not even a Date. */
export interface Answer {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Fields;
  readonly body?: string | HttpResponse["body"];
  /** How long it is under way, by the stage's clock. */
  readonly takesMs?: number;
}

/** An answer, the error of an exchange without one, or whatever a function says. */
export type Reply =
  | Answer
  | Error
  | ((request: HttpRequest, context: SendContext) => Answer | Promise<Answer>);

/** What to ask beside a URL. */
export interface Asking {
  readonly method?: string;
  readonly headers?: Fields;
  readonly body?: HttpRequest["body"];
  readonly redirect?: HttpRequest["redirect"];
  readonly signal?: AbortSignal;
  readonly options?: RequestOptions;
  /** Instead of the stage's own. */
  readonly cache?: HttpCache;
}

/** An answer whose body was read to its end. */
export interface Read {
  readonly status: number;
  readonly text: string;
  readonly headers: HeaderList;
  readonly cache: CacheOutcome;
  /** All lines of a field. */
  lines(name: string): readonly string[];
}

/** One cache between a caller and an origin that says what it is told to, with a clock that stands still. */
export interface Stage extends AsyncDisposable {
  readonly cache: HttpCache;
  readonly clock: ManualClock;
  readonly events: readonly CacheEvent[];
  /** What reached the origin, in order. */
  readonly sent: readonly HttpRequest[];
  /** Queues replies for a URL; the last one stays. */
  origin(url: string, ...replies: readonly Reply[]): void;
  /** Asks, and reads the body to its end. A path is one of {@link ORIGIN}. */
  ask(url: string, asking?: Asking): Promise<Read>;
  /** Asks once after another, and gives how each answer came about. */
  kinds(url: string, ...askings: readonly Asking[]): Promise<readonly string[]>;
  /** How often the origin was asked for a URL. */
  asked(url: string): number;
  /** Lets so many seconds pass. */
  later(seconds: number): void;
  /** The clock as an HTTP date, so many seconds on. */
  date(seconds?: number): string;
  /** Another cache, with the same clock and events, closed with the stage. */
  another(options: CacheOptions): HttpCache;
}

/** Where paths are. */
export const ORIGIN = "https://origin.test";

export function openStage(mode: Mode, options: Partial<CacheOptions> = {}): Stage {
  const clock = manualClock();
  const events: CacheEvent[] = [];
  const { send, sent, queues } = scriptedSend(clock);
  const caches: HttpCache[] = [];
  const another: Stage["another"] = (given) => {
    const made = createHttpCache({
      cacheControl: true,
      shared: mode === "shared",
      clock,
      onEvent: (event) => events.push(event),
      ...given,
    });
    caches.push(made);
    return made;
  };
  const cache = another({ backend: memoryBackend(), ...options });
  const ask: Stage["ask"] = async (url, asking = {}) => {
    const { method = "GET", headers, options: asOptions, cache: over = cache, ...plain } = asking;
    const request = { method, url: absolute(url), headers: headerList(headers), ...plain };
    const answer = await over.handle(request, send, asOptions);
    const text = await textOf(answer.body);
    return {
      status: answer.status,
      text,
      headers: answer.headers,
      cache: answer.cache,
      lines: (name) => fieldLines(answer.headers, name),
    };
  };
  return {
    cache,
    clock,
    events,
    sent,
    another,
    ask,
    origin: (url, ...replies) => void queues.set(absolute(url), [...replies]),
    kinds: (url, ...askings) => kindsOf(ask, url, askings),
    asked: (url) => sent.filter((request) => withoutFragment(request.url) === absolute(url)).length,
    later: (seconds) => clock.advance(seconds * 1_000),
    date: (seconds = 0) => new Date(clock.nowMs() + seconds * 1_000).toUTCString(),
    async [Symbol.asyncDispose]() {
      for (const opened of caches) await opened.close();
    },
  };
}

async function kindsOf(
  ask: Stage["ask"],
  url: string,
  askings: readonly Asking[],
): Promise<readonly string[]> {
  const kinds: string[] = [];
  for (const asking of askings) kinds.push((await ask(url, asking)).cache.kind);
  return kinds;
}

interface Script {
  readonly send: Send;
  readonly sent: HttpRequest[];
  /** By URL; the last reply of each stays. */
  readonly queues: Map<string, Reply[]>;
}

function scriptedSend(clock: ManualClock): Script {
  const sent: HttpRequest[] = [];
  const queues = new Map<string, Reply[]>();
  const send = async (request: HttpRequest, context: SendContext): Promise<HttpResponse> => {
    sent.push(request);
    const queue = queues.get(withoutFragment(request.url)) ?? [];
    const reply = queue.length > 1 ? queue.shift() : queue[0];
    if (reply === undefined) throw new Error(`nobody said what ${request.url} answers`);
    if (reply instanceof Error) throw reply;
    const answer = typeof reply === "function" ? await reply(request, context) : reply;
    clock.advance(answer.takesMs ?? 0);
    return {
      status: answer.status ?? 200,
      url: request.url,
      headers: headerList(answer.headers),
      body: request.method === "HEAD" ? null : bodyOf(answer.body),
      coding: "decoded",
    };
  };
  return { send, sent, queues };
}

function absolute(url: string): string {
  return url.startsWith("/") ? ORIGIN + url : url;
}

function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, "");
}
