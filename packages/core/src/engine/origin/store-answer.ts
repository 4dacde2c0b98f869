import type { Entry } from "../../entry/entry.ts";
import { hasField } from "../../http/fields/fields.ts";
import type { Awaitable, Bytes, Chunks, HttpResponse } from "../../http/messages.ts";
import { readAhead } from "../../platform/concurrency/read-ahead.ts";
import { isEventStream } from "../../policy/store/may-store.ts";
import type { WriteResult } from "../../policy/verdict.ts";
import type { Flight } from "../memory/flights.ts";
import { type Exchange, keptAlive } from "../session/exchange.ts";
import { inlineLimit } from "../session/inline-limit.ts";
import { type AnswerSink, answerSink } from "./answer-sink.ts";
import { arrivedChunks } from "./arrived-chunks.ts";
import {
  announced,
  announcedLength,
  bodyDenied,
  nowOrPending,
  storeEntry,
  writeDenied,
} from "./store-entry.ts";
import { writeThrough } from "./write-through.ts";

/** What became of an answer that is kept: what the caller reads, and the write as far as it is known. */
export interface Kept {
  readonly body: Bytes | Chunks | null;
  readonly write: WriteResult;
  /** What it came to in the end; pending until a streamed body has been read. */
  readonly settled: Awaitable<WriteResult>;
}

/** Keeps an answer while its body goes to the caller; the flight lands when others can use it. */
export function keepAnswer(exchange: Exchange, entry: Entry, response: HttpResponse, flight: Flight): Kept {
  const { body } = response;
  if (body === null || body instanceof Uint8Array) return keepWhole(exchange, entry, response, body, flight);
  const { limits, arrivals } = exchange.engine;
  const sink = openedSink(exchange, entry, response, flight);
  const arrived = arrivals.begin();
  void sink.written.then(arrived);
  const onHeld = (): void => {
    flight.hold();
    arrived();
  };
  const length = announcedLength(response, exchange.request.method);
  if (goesAtItsReadersPace(response, length, limits.readAhead.eachBytes)) onHeld();
  const pace = {
    ahead: readAhead(limits.readAhead),
    onHeld,
    onRead: arrived,
    onLeave: () => {
      flight.leaderLeaves(undefined);
      return flight.participants() > 0;
    },
    length,
    quickAbort: limits.quickAbort,
    mayFinish: () => {
      if (flight.participants() > 1) return false;
      flight.release();
      exchange.engine.background.add(sink.written);
      return true;
    },
    onUnfinished: () => {
      // Whoever has come meanwhile asks again, and keeps the answer.
      flight.settle({ kind: "not-storable" });
      flight.leaderLeaves(undefined);
    },
  };
  return {
    body: writeThrough(body, sink, pace),
    write: writeDenied(exchange) ?? "pending",
    settled: sink.written,
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

function openedSink(exchange: Exchange, entry: Entry, response: HttpResponse, flight: Flight): AnswerSink {
  flight.answer(hasField(response.headers, "content-length"));
  const sink = answerSink(exchange, entry, response, flight, inlineLimit(exchange.engine));
  keptAlive(exchange.options, sink.written);
  return sink;
}

/** It will not be read ahead to its end: nobody is to wait until that shows. */
function goesAtItsReadersPace({ headers }: HttpResponse, length: number | undefined, most: number): boolean {
  return (length !== undefined && length > most) || isEventStream(headers);
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
    return { body, write: denied, settled: denied };
  }
  if (body !== null && body.length > inlineLimit(engine)) {
    const sink = answerSink(exchange, entry, response, flight, inlineLimit(engine));
    engine.background.add(Promise.resolve(sink.take(body)).then(() => sink.end()));
    return { body, write: denied ?? "pending", settled: sink.written };
  }
  const whole: Entry = { ...entry, body, ...chunksOf(response, entry) };
  // Others will read these bytes: the caller, who may write to them, gets its own.
  const own = body !== null && flight.participants() > 1 ? new Uint8Array(body) : body;
  const settled = storeEntry(exchange, whole);
  const write = nowOrPending(exchange, settled);
  flight.settle({ kind: "candidate", entry: whole, written: settled });
  return { body: own, write, settled };
}

/** What a client tells that has gathered a stream. */
function chunksOf(response: HttpResponse, entry: Entry): Pick<Entry, "chunkBytes"> {
  if (response.chunkBytes === undefined) return {};
  const arrived = arrivedChunks(response, entry);
  for (const bytes of response.chunkBytes) arrived?.take(bytes);
  return arrived?.kept() ?? {};
}
