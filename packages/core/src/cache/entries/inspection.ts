import { type Engine, received } from "../../engine/session/engine.ts";
import { inlineLimit } from "../../engine/session/inline-limit.ts";
import { deferredUntil, lookUp } from "../../engine/session/look-up.ts";
import type { Session } from "../../engine/session/session.ts";
import { RcacheError } from "../../errors/rcache-error.ts";
import type { HttpRequest } from "../../http/messages.ts";
import { keyText, lookupOf, type RequestKey } from "../../key/lookup-of.ts";
import { redactedUrl } from "../../key/target-uri.ts";
import { explain } from "../../policy/explain/explain.ts";
import type { Absence, ExplainQuestion } from "../../policy/explain/explain-question.ts";
import { judgeLookup } from "../../policy/lookup/judge-lookup.ts";
import { couldAnswer, selectStored } from "../../policy/lookup/select-stored.ts";
import type { Explanation } from "../../policy/outcome.ts";
import type { RequestOptions } from "../../settings/settings.ts";
import type { EntryFilter, ExplainOptions, RequestInput, StoredResponse } from "../http-cache.ts";
import { openBackend } from "../open-backend.ts";
import { requestOf } from "../request-input.ts";
import { otherAnswers } from "./other-answers.ts";
import { scanEntries } from "./scan-entries.ts";
import { storedResponse, unreadableResponse } from "./stored-response.ts";

export {
  countEntries,
  deleteEntries,
  deleteExpired,
  recreateKeys,
  resetExpiration,
} from "./change-entries.ts";
export { copyEntries } from "./copy-entries.ts";
export { putAnswer } from "./put-answer.ts";
export { sizeOf, statsOf } from "./totals.ts";

/** Whether anything that is stored for a request could answer it. */
export async function contains(session: Session, input: RequestInput): Promise<boolean> {
  const { entries, request } = await lookedFor(session, input);
  return entries.some((entry) => couldAnswer(entry, request));
}

async function lookedFor(session: Session, input: RequestInput) {
  const request = requestOf(input);
  const settings = session.resolve(request.method, request.url, undefined);
  const prepared = session.prepare(request, undefined);
  const requestKey = prepared.requestKey ?? lookupOf(request, undefined, settings, session.engine.digests);
  await openBackend(session);
  const looked = await lookUp(session.engine, requestKey);
  if (looked.failed) throw unanswered();
  return { ...looked, request, settings };
}

function unanswered(): RcacheError {
  return new RcacheError("RCACHE_BACKEND_FAILED", "find: the backend did not answer", {
    remedy: "The event backend-failed before this one has the cause.",
  });
}

export async function get(session: Session, input: RequestInput): Promise<StoredResponse | undefined> {
  const { entries, bodyRefs, request, settings } = await lookedFor(session, input);
  const entry = selectStored(request, entries, settings, session.engine.digests);
  if (entry === undefined) return undefined;
  const ref = bodyRefs?.get(entry);
  const length = ref?.bytes ?? lengthOf(entry.body);
  return storedResponse(entry, ref, length, session);
}

export async function* stored(session: Session, filter: EntryFilter): AsyncIterable<StoredResponse> {
  for await (const { head, entry } of scanEntries(session, filter, "filter")) {
    yield entry === undefined
      ? unreadableResponse(head, session)
      : storedResponse(entry, head.body, head.bytes, session);
  }
}

export async function* urls(session: Session, filter: EntryFilter): AsyncIterable<string> {
  const seen = new Set<string>();
  for await (const { entry } of scanEntries(session, filter, "urls")) {
    if (entry !== undefined) seen.add(entry.url);
  }
  yield* [...seen].sort();
}

export async function explainRequest(
  session: Session,
  input: RequestInput,
  { playground, ...own }: ExplainOptions = {},
): Promise<Explanation> {
  const request = requestOf(input);
  const options = Object.keys(own).length === 0 ? undefined : own;
  const { question, requestKey } = await questionOf(session, request, options);
  const explanation = explain(question);
  if (playground === undefined) return explanation;
  const { withPlayground } = await import("./with-playground.ts");
  const named = session.named(request.method, request.url, options);
  return withPlayground(explanation, playground, { question, named, requestKey });
}

/** All that decides on a request, now. */
async function questionOf(
  session: Session,
  request: HttpRequest,
  options: RequestOptions | undefined,
): Promise<{ readonly question: ExplainQuestion; readonly requestKey: RequestKey | undefined }> {
  const { engine } = session;
  const { settings, directives, verdict: requestVerdict, requestKey } = session.prepare(request, options);
  const nowMs = engine.clock.nowMs();
  const deferredUntilMs = requestKey && deferredUntil(engine, requestKey, nowMs);
  const asked = { request, directives, settings, nowMs, digests: engine.digests, deferredUntilMs };
  if (requestKey === undefined || engine.closed) {
    const key = `${request.method} ${redactedUrl(request.url, settings)}`;
    const closed = { kind: "bypass", invalidates: false, reason: "closed" } as const;
    const verdict = requestVerdict.kind === "bypass" ? requestVerdict : closed;
    return { question: { ...asked, verdict, key, entry: undefined, entries: [] }, requestKey };
  }
  await received(engine);
  const { entries, failed } = await lookUp(engine, requestKey);
  const entry = selectStored(request, entries, settings, engine.digests);
  const verdict = judgeLookup({ ...asked, entries, chance: 0 });
  const found = { ...asked, verdict, key: keyText(requestKey), entry, entries };
  if (entry !== undefined) return { question: found, requestKey };
  const absence = {
    isUnknown: failed,
    keptOut: engine.memory.keptOut(requestKey),
    others: failed ? undefined : await otherAnswers(session, requestKey, request.url),
    largest: largestBody(engine, settings.maxBodyBytes),
  };
  return { question: { ...found, absence }, requestKey };
}

/** How large a body may be, and which option says so. */
function largestBody(engine: Engine, maxBodyBytes: number): Absence["largest"] {
  const inlineBytes = inlineLimit(engine);
  return maxBodyBytes <= inlineBytes || engine.bodies.keepsLarge()
    ? { option: "maxBodyBytes", bytes: maxBodyBytes }
    : { option: "inlineBytes", bytes: inlineBytes };
}

function lengthOf(body: unknown): number {
  if (typeof body === "string") return new TextEncoder().encode(body).length;
  return body instanceof Uint8Array ? body.length : 0;
}
