import type { Entry } from "../../entry/entry.ts";
import { hasField } from "../../http/fields/fields.ts";
import type { Bytes, Chunks, HttpResponse } from "../../http/messages.ts";
import { ReadAhead } from "../../platform/concurrency/read-ahead.ts";
import { isEventStream } from "../../policy/store/may-store.ts";
import type { WriteResult } from "../../policy/verdict.ts";
import type { Arrival } from "../memory/arrivals.ts";
import type { Flight, Storing } from "../memory/flights.ts";
import { type Exchange, keptAlive } from "../session/exchange.ts";
import { inlineLimit } from "../session/inline-limit.ts";
import { AnswerSink } from "./answer-sink.ts";
import { arrivedChunks } from "./arrived-chunks.ts";
import {
  announced,
  announcedLength,
  bodyDenied,
  nowOrPending,
  storeEntry,
  writeDenied,
} from "./store-entry.ts";
import { type Pace, type QuickAbortLimits, writeThrough } from "./write-through.ts";

/** An answer that is kept: what the caller reads, and the write as far as it is known. */
export interface Kept {
  readonly body: Bytes | Chunks | null;
  readonly write: WriteResult;
  /** What it comes to in the end; pending until a streamed body has been read. */
  readonly storing: Storing;
}

/** Keeps an answer while its body goes to the caller; the flight lands when others can use it. */
export function keepAnswer(exchange: Exchange, entry: Entry, response: HttpResponse, flight: Flight): Kept {
  const { body } = response;
  if (body === null || body instanceof Uint8Array) return keepWhole(exchange, entry, response, body, flight);
  const arrival = exchange.engine.arrivals.begin();
  const sink = openedSink(exchange, entry, response, flight, arrival);
  const pace = new KeptPace(exchange, response, flight, sink, arrival);
  return {
    body: writeThrough(body, sink, pace),
    write: writeDenied(exchange) ?? "pending",
    storing: sink,
  };
}

/** Keeps the copy of a body that its caller reads elsewhere, at a pace of its own. */
export function keepCopy(
  exchange: Exchange,
  entry: Entry,
  response: HttpResponse,
  flight: Flight,
): AnswerSink {
  const sink = openedSink(exchange, entry, response, flight);
  const length = announcedLength(response, exchange.request.method);
  if (goesAtItsReadersPace(response, length, exchange.engine.limits.readAhead.eachBytes)) flight.hold();
  return sink;
}

function openedSink(
  exchange: Exchange,
  entry: Entry,
  response: HttpResponse,
  flight: Flight,
  arrival?: Arrival,
): AnswerSink {
  flight.answer(hasField(response.headers, "content-length"));
  const sink = new AnswerSink(exchange, entry, response, flight, arrival);
  if (exchange.options?.waitUntil !== undefined) keptAlive(exchange.options, Promise.resolve(sink.written));
  return sink;
}

/** It will not be read ahead to its end: nobody is to wait until that shows. */
function goesAtItsReadersPace({ headers }: HttpResponse, length: number | undefined, most: number): boolean {
  return (length !== undefined && length > most) || isEventStream(headers);
}

/** How a body that is kept is read ahead, and what its flight hears of its reader. */
class KeptPace implements Pace {
  readonly ahead: ReadAhead;
  readonly length: number | undefined;
  readonly #exchange: Exchange;
  readonly #flight: Flight;
  readonly #sink: AnswerSink;
  readonly #arrival: Arrival;

  constructor(
    exchange: Exchange,
    response: HttpResponse,
    flight: Flight,
    sink: AnswerSink,
    arrival: Arrival,
  ) {
    const { readAhead: limits } = exchange.engine.limits;
    this.#exchange = exchange;
    this.#flight = flight;
    this.#sink = sink;
    this.#arrival = arrival;
    this.ahead = new ReadAhead(limits);
    this.length = announcedLength(response, exchange.request.method);
    if (goesAtItsReadersPace(response, this.length, limits.eachBytes)) this.onHeld();
  }

  get quickAbort(): QuickAbortLimits {
    return this.#exchange.engine.limits.quickAbort;
  }

  onRead(): void {
    this.#arrival.end();
  }

  onHeld(): void {
    this.#flight.hold();
    this.#arrival.end();
  }

  onLeave(): boolean {
    this.#flight.leaderLeaves(undefined);
    return this.#flight.participants() > 0;
  }

  mayFinish(): boolean {
    if (this.#flight.participants() > 1) return false;
    this.#flight.release();
    this.#exchange.engine.background.add(Promise.resolve(this.#sink.written));
    return true;
  }

  onUnfinished(): void {
    // Whoever has come meanwhile asks again, and keeps the answer.
    this.#flight.settle({ kind: "not-storable" });
    this.#flight.leaderLeaves(undefined);
  }
}

function keepWhole(
  exchange: Exchange,
  entry: Entry,
  response: HttpResponse,
  body: Bytes | null,
  flight: Flight,
): Kept {
  const { engine, settings, request } = exchange;
  const denied =
    writeDenied(exchange) ?? bodyDenied(response, request.method, body?.length ?? 0, settings.maxBodyBytes);
  if (denied === "incomplete" || denied === "too-large") {
    flight.settle({ kind: "not-storable" });
    announced(exchange, denied);
    return { body, write: denied, storing: { written: denied } };
  }
  if (body !== null && body.length > inlineLimit(engine)) {
    const sink = new AnswerSink(exchange, entry, response, flight);
    engine.background.add(Promise.resolve(sink.take(body)).then(() => sink.end()));
    return { body, write: denied ?? "pending", storing: sink };
  }
  const whole: Entry = { ...entry, body, ...chunksOf(response, entry) };
  // Others will read these bytes: the caller, who may write to them, gets its own.
  const own = body !== null && flight.participants() > 1 ? new Uint8Array(body) : body;
  const storing: Storing = { written: storeEntry(exchange, whole) };
  const write = nowOrPending(exchange, storing.written);
  flight.settle({ kind: "candidate", entry: whole, storing });
  return { body: own, write, storing };
}

/** What a client tells that has gathered a stream. */
function chunksOf(response: HttpResponse, entry: Entry): Pick<Entry, "chunkBytes"> {
  if (response.chunkBytes === undefined) return {};
  const arrived = arrivedChunks(response, entry);
  for (const bytes of response.chunkBytes) arrived?.take(bytes);
  return arrived?.kept() ?? {};
}
