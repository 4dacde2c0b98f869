import type { Awaitable, HttpResponse, Instant } from "../../http/messages.ts";
import { isNullBodyStatus } from "../../http/status.ts";
import type { AnswerHead, CacheOutcome, Miss, Missed } from "../../policy/outcome.ts";
import { judgeReply } from "../../policy/reply/judge-reply.ts";
import { retryAfterMs } from "../../policy/reply/retry-after.ts";
import * as structured from "../../policy/structured/structured-rules.ts";
import type { AskVerdict, StoreVerdict } from "../../policy/verdict.ts";
import { missOutcome } from "../answer/outcome.ts";
import type { Flight } from "../memory/flights.ts";
import { clearOriginAfter } from "../session/clear-origin.ts";
import { announceOutcome, type Exchange, tellWaiting } from "../session/exchange.ts";
import { saidUnheard } from "../session/own-words.ts";
import { notKept } from "./ask-origin.ts";
import { questionOf } from "./reply-question.ts";
import { keepAnswer, keepCopy } from "./store-answer.ts";
import { writeDenied } from "./store-entry.ts";
import type { BodySink } from "./write-through.ts";

/** So much of a copy may wait for the store before its client is asked to slow down. */
const MOST_WAITING_BYTES = 1_048_576;

type Stored = Extract<StoreVerdict, { kind: "store" }>;

/** A miss whose client asks the origin by itself; here is judged and kept what it receives. The flight lands on every path. */
export function ownMiss(exchange: Exchange, asked: AskVerdict, flight: Flight): Miss {
  return new OwnMiss(exchange, asked, flight);
}

class OwnMiss implements Miss {
  readonly #exchange: Exchange;
  readonly #asked: AskVerdict;
  readonly #flight: Flight;
  readonly #requestedAtMs: Instant;

  constructor(exchange: Exchange, asked: AskVerdict, flight: Flight) {
    this.#exchange = exchange;
    this.#asked = asked;
    this.#flight = flight;
    this.#requestedAtMs = exchange.engine.clock.nowMs();
  }

  answered({ status, statusText = "", headers }: AnswerHead): Awaitable<Missed> {
    const { engine, request, settings } = this.#exchange;
    const response: HttpResponse = {
      status,
      statusText,
      url: request.url,
      headers,
      body: null,
      coding: "wire",
    };
    const clearing = clearOriginAfter(engine, request.url, response, settings);
    return clearing === undefined ? this.#judged(response) : clearing.then(() => this.#judged(response));
  }

  failed(error: unknown): void {
    const { engine, log } = this.#exchange;
    this.#flight.settle({ kind: "failed", error });
    tellWaiting(engine, log);
  }

  #judged(response: HttpResponse): Missed {
    const { engine, requestKey, log } = this.#exchange;
    try {
      const missed = this.#judge(response);
      announceOutcome(engine, requestKey.redactedUrl, missed.cache);
      tellWaiting(engine, log);
      return missed;
    } catch (error) {
      this.failed(error);
      throw error;
    }
  }

  #judge(response: HttpResponse): Missed {
    const { engine, settings, requestKey } = this.#exchange;
    const receivedAtMs = engine.clock.nowMs();
    const reply = { response, requestedAtMs: this.#requestedAtMs, receivedAtMs, structured };
    const question = questionOf(this.#exchange, this.#asked, reply, saidUnheard(settings));
    engine.memory.defer(requestKey, retryAfterMs(response, receivedAtMs), engine.elapsedMs());
    // Nothing was asked that a 304 could answer: it is the caller's, as it came.
    const verdict = response.status === 304 ? undefined : judgeReply(question);
    const store = verdict?.kind === "replace" ? verdict.store : undefined;
    if (store?.kind === "store") return this.#keep(response, store);
    const cache = notKept(this.#exchange, this.#asked, response, this.#flight, store?.reason ?? "status");
    return { cache, copy: undefined };
  }

  #keep(response: HttpResponse, { entry, reason }: Stored): Missed {
    if (isNullBodyStatus(response.status)) {
      const { write } = keepAnswer(this.#exchange, entry, response, this.#flight);
      return { cache: this.#outcome(entry, reason, write), copy: undefined };
    }
    const sink = keepCopy(this.#exchange, entry, response, this.#flight);
    const write = writeDenied(this.#exchange) ?? "pending";
    return { cache: this.#outcome(entry, reason, write), copy: new Copied(sink) };
  }

  #outcome(entry: Stored["entry"], reason: Stored["reason"], write: CacheOutcome["write"]): CacheOutcome {
    const { engine, number } = this.#exchange;
    const nowMs = engine.clock.nowMs();
    return missOutcome(this.#asked.reason, number, reason, { write, entry, nowMs });
  }
}

/** Gives a sink the pieces of a body as they come, one after the other. */
class Copied implements NonNullable<Missed["copy"]> {
  onRoom: (() => void) | undefined;
  readonly #sink: BodySink;
  #waiting: Uint8Array[] | undefined;
  #waitingBytes = 0;
  #isBusy = false;
  #end: "none" | "ended" | "abandoned" = "none";

  constructor(sink: BodySink) {
    this.#sink = sink;
  }

  take(piece: Uint8Array): boolean {
    if (this.#end !== "none" || piece.length === 0) return true;
    if (!this.#isBusy) {
      const taken = this.#sink.take(piece);
      if (taken !== undefined) this.#waitFor(taken);
      return true;
    }
    this.#waiting ??= [];
    // A copy: who is given the piece may write to it before the store takes it.
    this.#waiting.push(new Uint8Array(piece));
    this.#waitingBytes += piece.length;
    return this.#waitingBytes < MOST_WAITING_BYTES;
  }

  end(): void {
    if (this.#end !== "none") return;
    this.#end = "ended";
    if (!this.#isBusy) void this.#sink.end();
  }

  abandon(): void {
    if (this.#end !== "none") return;
    this.#end = "abandoned";
    this.#waiting = undefined;
    void this.#sink.abandon();
  }

  #waitFor(taken: Promise<void>): void {
    this.#isBusy = true;
    const goOn = (): void => this.#goOn();
    taken.then(goOn, goOn);
  }

  #goOn(): void {
    this.#isBusy = false;
    for (let piece = this.#waiting?.shift(); piece !== undefined; piece = this.#waiting?.shift()) {
      this.#waitingBytes -= piece.length;
      const taken = this.#sink.take(piece);
      if (taken !== undefined) {
        this.#waitFor(taken);
        return;
      }
    }
    if (this.#end === "ended") void this.#sink.end();
    else if (this.#end === "none") this.onRoom?.();
  }
}
