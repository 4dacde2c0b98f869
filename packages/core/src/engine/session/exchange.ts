import type { CacheEvent } from "../../contracts/events.ts";
import type { Send } from "../../contracts/send.ts";
import type { CacheDirectives } from "../../http/fields/cache-control.ts";
import type { HttpRequest } from "../../http/messages.ts";
import { keyText, type RequestKey } from "../../key/lookup-of.ts";
import { quietly } from "../../platform/concurrency/awaitable.ts";
import type { Asker } from "../../policy/answer/secret-fields.ts";
import type { CacheOutcome, HandledResponse } from "../../policy/outcome.ts";
import type { WriteResult } from "../../policy/verdict.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import type { RequestOptions } from "../../settings/settings.ts";
import type { Looked } from "../store/looked.ts";
import type { Engine } from "./engine.ts";

/** One request that is being looked up, and all that was found out about it. */
export interface Exchange {
  readonly engine: Engine;
  readonly number: number;
  readonly request: HttpRequest;
  readonly send: Send;
  readonly options: RequestOptions | undefined;
  readonly settings: ResolvedSettings;
  readonly directives: CacheDirectives;
  readonly requestKey: RequestKey;
  readonly looked: Looked;
  /** When the store was read, in the order of invalidations. */
  readonly sequence: number;
  readonly log: ExchangeLog;
  /** Somebody else's answer to the same question is on its way and will be stored; this one is not. */
  readonly isLate?: boolean;
}

/** What one request brings along when its exchange begins. */
type ExchangeParts = Omit<Exchange, "engine" | "number" | "log" | "isLate">;

/** Begins an exchange. `isServed`: nobody is answered by it, so that what becomes of its store is told at once. */
export function beginExchange(engine: Engine, parts: ExchangeParts, isServed = false): Exchange {
  const { request, send, options, settings, directives, requestKey, looked, sequence } = parts;
  return {
    engine,
    number: engine.nextExchange(),
    request,
    send,
    options,
    settings,
    directives,
    requestKey,
    looked,
    sequence,
    log: { served: isServed, waiting: [] },
  };
}

/** Who is answered, as far as stored answers go. */
export function askerOf({
  engine,
  request,
  settings,
  requestKey,
}: Exchange): Asker & Pick<Exchange, "request"> {
  return { request, settings, secrets: requestKey.secrets, digests: engine.digests };
}

/** How an exchange is called in events and outcomes. */
export function exchangeName(exchange: number): string {
  return `x${exchange.toString(36)}`;
}

/** What is to be told of an exchange, in order: `served` first, whatever a synchronous store was done with before. */
export interface ExchangeLog {
  served: boolean;
  readonly waiting: CacheEvent[];
}

/** Tells what became of a store or a refresh, once the answer has been told of. */
export function announceWrite(
  { engine, number, requestKey, log }: Exchange,
  kind: Extract<CacheEvent, { write: WriteResult }>["kind"],
  write: WriteResult,
): void {
  if (!engine.events.hears(kind)) return;
  const event: CacheEvent = {
    kind,
    url: requestKey.redactedUrl,
    exchange: exchangeName(number),
    key: keyText(requestKey),
    write,
  };
  if (log.served) engine.events.emit(event);
  else log.waiting.push(event);
}

/** Hands work to the caller's `waitUntil`. That it throws (a worker's unbound `ctx.waitUntil` does) is not worth the request. */
export function keptAlive(options: RequestOptions | undefined, work: Promise<unknown>): void {
  quietly(() => options?.waitUntil?.(work.catch(() => undefined)));
}

/** Counts an answer and tells of it. */
export function announceServed(
  engine: Engine,
  url: string,
  answer: HandledResponse,
  log?: ExchangeLog,
): HandledResponse {
  announceOutcome(engine, url, answer.cache);
  if (log !== undefined) tellWaiting(engine, log);
  return answer;
}

/** Counts and tells of what an answer came from, where the answer itself is not at hand. */
export function announceOutcome(engine: Engine, url: string | (() => string), outcome: CacheOutcome): void {
  if (outcome.fromCache) engine.counters.hits += 1;
  else engine.counters.misses += 1;
  if (engine.events.hears("served")) tellServed(engine, typeof url === "string" ? url : url(), outcome);
}

/** The same for what is no hit, where the outcome is made only for who hears of it. */
export function announceUnstored(engine: Engine, url: () => string, outcome: () => CacheOutcome): void {
  engine.counters.misses += 1;
  if (engine.events.hears("served")) tellServed(engine, url(), outcome());
}

function tellServed({ events }: Engine, url: string, outcome: CacheOutcome): void {
  events.emit({ kind: "served", url, exchange: outcome.exchange, outcome });
}

/** Tells what had to wait, and from now on whatever comes at once. */
export function tellWaiting({ events }: Engine, log: ExchangeLog): void {
  log.served = true;
  for (const event of log.waiting.splice(0)) events.emit(event);
}
