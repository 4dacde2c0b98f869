import type { BodyRef, Entry } from "../../entry/entry.ts";
import { revisedEntry } from "../../entry/revised-entry.ts";
import type { Awaitable, HttpResponse } from "../../http/messages.ts";
import { andThen, quietly } from "../../platform/concurrency/awaitable.ts";
import { COOKIE_FIELDS } from "../../policy/answer/secret-fields.ts";
import type { HandledResponse } from "../../policy/outcome.ts";
import { keptOut } from "../../policy/store/kept-out.ts";
import type { AskVerdict, ReplyVerdict, WriteResult } from "../../policy/verdict.ts";
import { serve } from "../answer/serve.ts";
import type { Flight } from "../memory/flights.ts";
import type { Exchange } from "../session/exchange.ts";
import { withinDeadline } from "../store/within-deadline.ts";
import { structuredLoaded } from "./reply-question.ts";
import { announced, nowOrPending, storeEntry, writeDenied } from "./store-entry.ts";

/** How long a body is safe while the record that names it is replaced. */
const KEPT_MS = 60_000;
/** How long a copy that is not finished is safe. */
const COPIED_MS = 60 * 60 * 1_000;

/**
 * The arm `freshen`: a 304 confirmed what is stored. Fields and lifetimes are renewed in place, unless nothing has changed
 * (requests-cache PIPE-13); an answer that may no longer be kept is served and removed. undefined where the body has gone meanwhile.
 */
export async function confirm(
  exchange: Exchange,
  verdict: Extract<ReplyVerdict, { kind: "freshen" }>,
  reason: AskVerdict["reason"],
  confirmation: HttpResponse,
  flight: Flight,
): Promise<HandledResponse | undefined> {
  const { engine, looked } = exchange;
  const [confirmed] = verdict.entries;
  if (confirmed === undefined) return undefined;
  const nowMs = engine.clock.nowMs();
  const ref = looked.bodyRefs?.get(confirmed);
  const ownCookies = confirmation.headers.filter(([name]) => COOKIE_FIELDS.has(name.toLowerCase()));
  const serving = { kind: "revalidated", reason, ref, ownCookies } as const;
  if (verdict.store.kind === "keep-out") {
    engine.memory.rememberKeptOut(
      exchange.requestKey,
      keptOut(
        confirmation,
        verdict.store.reason,
        exchange.settings,
        structuredLoaded(exchange, confirmation),
      ),
    );
    const answer = await serve(exchange, confirmed, serving, nowMs);
    if (answer !== undefined) flight.settle({ kind: "not-storable" });
    if (writeDenied(exchange) === undefined)
      engine.background.run(() =>
        engine.storage.remove([{ ...confirmed.address, revision: confirmed.revision }]),
      );
    return answer;
  }
  const renewed = verdict.store.entry;
  const renewal = isUnchanged(confirmed, renewed)
    ? undefined
    : await renew(exchange, confirmed, renewed, ref);
  const isShared = flight.participants() > 1;
  const answer = await serve(
    exchange,
    renewed,
    { ...serving, isShared, ...(renewal === undefined ? {} : { write: renewal.write }) },
    nowMs,
  );
  if (answer !== undefined)
    flight.settle({ kind: "candidate", entry: renewed, ...(renewal && { written: renewal.settled }) });
  return answer;
}

/** A write as far as it is known, and what it comes to. */
interface Renewal {
  readonly write: WriteResult;
  readonly settled: Awaitable<WriteResult>;
}

async function renew(
  exchange: Exchange,
  confirmed: Entry,
  entry: Entry,
  ref: BodyRef | undefined,
): Promise<Renewal> {
  const { engine } = exchange;
  const denied = writeDenied(exchange);
  if (denied !== undefined) return given(announced(exchange, denied));
  if (engine.memory.wasInvalidatedSince(entry.address.target, exchange.sequence))
    return given(announced(exchange, "overtaken"));
  const isMoved = !isAtSameAddress(confirmed, entry);
  if (isMoved && ref !== undefined) return begun(exchange, moveLarge(exchange, confirmed, entry, ref));
  if (isMoved) return begun(exchange, storeEntry(exchange, entry));
  if (ref !== undefined && !(await engine.bodies.keep(ref, engine.clock.nowMs() + KEPT_MS)))
    return given(announced(exchange, "gone"));
  const writing = engine.storage.put(entry, { revision: confirmed.revision });
  return begun(
    exchange,
    andThen(writing, (write) => announced(exchange, write)),
  );
}

/** One record owns one body, so what moves to another address takes a copy along. */
async function moveLarge(
  exchange: Exchange,
  confirmed: Entry,
  entry: Entry,
  ref: BodyRef,
): Promise<WriteResult> {
  const { engine } = exchange;
  const { bodies, clock, limits } = engine;
  const chunks = await bodies.read(ref, confirmed);
  if (chunks === undefined) return announced(exchange, "gone");
  const copy = await bodies.write(entry.address, engine.nextRevision(), clock.nowMs() + COPIED_MS);
  if (copy === undefined) return announced(exchange, "backend-failed");
  const inTime = <T>(work: Promise<T>): Promise<T> =>
    withinDeadline(work, "bodies.write", limits.backendDeadlineMs);
  try {
    for await (const chunk of chunks) await inTime(copy.take(chunk));
    return await storeEntry(exchange, revisedEntry(entry, { body: await inTime(copy.end()) }));
  } catch (error) {
    engine.background.add(inTime(copy.abort()));
    quietly(() => engine.guard.call("bodies.write", () => Promise.reject(error), undefined));
    return announced(exchange, "backend-failed");
  }
}

function begun(exchange: Exchange, writing: Awaitable<WriteResult>): Renewal {
  return { write: nowOrPending(exchange, writing), settled: writing };
}

function given(write: WriteResult): Renewal {
  return { write, settled: write };
}

function isAtSameAddress(before: Entry, after: Entry): boolean {
  return before.address.variant === after.address.variant;
}

function isUnchanged(before: Entry, after: Entry): boolean {
  const [old, fresh] = [before.response.headers, after.response.headers];
  return (
    isAtSameAddress(before, after) &&
    before.lifetimes.freshUntilMs === after.lifetimes.freshUntilMs &&
    old.length === fresh.length &&
    fresh.every(([name, value]) => old.some(([otherName, other]) => otherName === name && other === value))
  );
}
