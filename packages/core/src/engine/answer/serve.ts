import type { BodyRef, Entry } from "../../entry/entry.ts";
import { entryBytes } from "../../entry/own-entry.ts";
import type { Awaitable, Chunks, HeaderList, Instant } from "../../http/messages.ts";
import { andThen } from "../../platform/concurrency/awaitable.ts";
import { later, using } from "../../platform/concurrency/later.ts";
import { type Asked, shapeAnswer } from "../../policy/answer/shape-answer.ts";
import type { HandledResponse } from "../../policy/outcome.ts";
import type { LookupVerdict, Reason, WriteResult } from "../../policy/verdict.ts";
import { askerOf, type Exchange } from "../session/exchange.ts";
import { withoutFragment } from "../session/session.ts";
import { plainOutcome, StoredOutcome } from "./outcome.ts";
import { type BodyOfAnswer, StoredAnswer } from "./stored-answer.ts";
import { untilLeft } from "./until-left.ts";

const OWN: BodyOfAnswer = { kind: "own" };
const SHARED: BodyOfAnswer = { kind: "shared" };

/** Of bodies outside their records only. */
const continuation = later(() => import("./continued-body.ts"));
const consulting = later(() => import("../session/consult-user.ts"));

/** How an answer from an entry came about. */
export interface Serving {
  readonly kind: StoredOutcome["kind"];
  readonly reason: Reason;
  /** Where the body is, if it stands outside the record. Told, because looking at an entry's `body` may copy it. */
  readonly ref: BodyRef | undefined;
  /** Others hold the entry's bytes too. */
  readonly isShared?: boolean;
  readonly write?: WriteResult;
  /** Cookies that the origin has set with its confirmation. */
  readonly ownCookies?: HeaderList;
}

/** An answer from an entry; undefined where its body is gone, and the origin has to be asked after all. */
export function serve(
  exchange: Exchange,
  entry: Entry,
  serving: Serving,
  nowMs: Instant,
): Awaitable<HandledResponse | undefined> {
  const { request, number, engine } = exchange;
  const asked: Asked = { ...askerOf(exchange), nowMs, ownCookies: serving.ownCookies };
  const outcome = new StoredOutcome(
    serving.kind,
    serving.reason,
    entry,
    { nowMs, exchange: number },
    { write: serving.write },
  );
  const { ref } = serving;
  const shaped = shapedFor(exchange, entry, ref, asked);
  const answer = (body: BodyOfAnswer): HandledResponse =>
    new StoredAnswer(entry, asked, outcome, body, shaped);
  if (ref === undefined) return answer(serving.isShared ? SHARED : OWN);
  if (shaped?.body === "none") return answer({ kind: "given", body: null });
  const span = typeof shaped?.body === "object" ? shaped.body : undefined;
  const given = (body: Chunks): HandledResponse =>
    answer({ kind: "given", body: untilLeft(body, request.signal) });
  return andThen(engine.bodies.read(ref, entry, span), (body) =>
    body === undefined
      ? undefined
      : using(
          continuation,
          ({ continuedBody }) => given(continuedBody(exchange, entry, body, span)),
          () => given(body),
        ),
  );
}

/** What of the entry the request gets; undefined: all of it, because the request has nothing that could say otherwise. */
function shapedFor({ request, engine }: Exchange, entry: Entry, ref: BodyRef | undefined, asked: Asked) {
  if (request.method !== "HEAD" && request.headers.length === 0) return undefined;
  const length = (): number | undefined =>
    ref === undefined ? entryBytes(entry) : engine.bodies.lengthOf(ref);
  return shapeAnswer(entry, asked, length);
}

/** The arm `use`: an entry answers, and where the filter has changed its mind, it is removed after (requests-cache SES-16). */
export function serveUsable(
  exchange: Exchange,
  verdict: Extract<LookupVerdict, { kind: "use" }>,
  nowMs: Instant,
): Awaitable<HandledResponse | undefined> {
  const { entry, reason } = verdict;
  const { engine, settings } = exchange;
  if (settings.filterFn !== undefined && !settings.readOnly)
    engine.background.run(() => removedUnlessAccepted(exchange, entry));
  const ref = exchange.looked.bodyRefs?.get(entry);
  return serve(exchange, entry, { kind: kindOfUse(reason), reason, ref }, nowMs);
}

function removedUnlessAccepted(exchange: Exchange, entry: Entry): Awaitable<unknown> {
  const { storage, events } = exchange.engine;
  return using(
    consulting,
    ({ acceptsStored }) =>
      acceptsStored(entry, askerOf(exchange), events)
        ? undefined
        : storage.remove([{ ...entry.address, revision: entry.revision }]),
    () => undefined,
  );
}

/** How an answer is called that is used for this reason. */
export function kindOfUse(reason: Extract<LookupVerdict, { kind: "use" }>["reason"]): "hit" | "stale" {
  return reason === "fresh" || reason === "early-refresh" ? "hit" : "stale";
}

/** The arm `refuse`, and a failure that must not be hidden: a 504 of the cache's own (RFC 9111 §5.2.1.7, §5.2.2.2). */
export function gatewayTimeout(
  exchange: Exchange,
  kind: "refused" | "failed",
  reason: Reason,
): HandledResponse {
  return {
    status: 504,
    statusText: kind === "refused" ? "Not Cached" : "Gateway Timeout",
    url: withoutFragment(exchange.request.url),
    headers: [],
    body: null,
    coding: "decoded",
    cache: plainOutcome(kind, reason, exchange.number),
  };
}
