import { fieldValue } from "../../http/fields/fields.ts";
import type { HttpRequest, RequestView } from "../../http/messages.ts";
import type { OwnWords } from "../../key/lookup-of.ts";
import { redactedUrl } from "../../key/target-uri.ts";
import type { EventHub } from "../../platform/events/event-hub.ts";
import type { Consulted } from "../../policy/store/judge-store.ts";
import { atOnce } from "../../settings/at-once.ts";
import { DO_NOT_CACHE } from "../../settings/duration.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";

/** On whose behalf a function of the user runs. One that throws costs caching, not the request. */
export interface Consulting {
  readonly request: HttpRequest;
  readonly settings: ResolvedSettings;
  readonly events: EventHub;
}

/** Whether functions of the user judge by an answer, so that they are to see its body. */
export function consultsOnAnswers({ expireAfter, filterFn }: ResolvedSettings): boolean {
  return typeof expireAfter === "function" || filterFn !== undefined;
}

/** What is said of an answer where no function of the user is heard: one that would have had a say keeps it out. */
export function saidUnheard({ expireAfter, filterFn }: ResolvedSettings): Consulted {
  return typeof expireAfter === "function" || filterFn !== undefined
    ? { expireAfter: DO_NOT_CACHE, accepted: false }
    : { expireAfter, accepted: true };
}

/** The user's own key, if there is one; `failed` where the function threw, and the request is better not cached at all. */
export function consultKeyFn(
  request: HttpRequest,
  settings: ResolvedSettings,
  events: EventHub,
): { readonly key: string } | "failed" | undefined {
  const said = textOf("keyFn", settings.keyFn, { request, settings, events });
  return said === undefined || said === "failed" ? said : { key: said.text };
}

/** What the user's functions say of where answers are kept, and whose they are; `failed` as with {@link consultKeyFn}. */
export function ownWords(
  request: HttpRequest,
  settings: ResolvedSettings,
  events: EventHub,
): OwnWords | "failed" | undefined {
  const { keyFn, partition } = settings;
  if (keyFn === undefined && partition.userOf === undefined) return undefined;
  const consulting = { request, settings, events };
  const key = textOf("keyFn", keyFn, consulting);
  const user = textOf("partitionBy", partition.userOf, consulting);
  return key === "failed" || user === "failed" ? "failed" : { key: key?.text, user: user?.text };
}

function textOf(
  option: "keyFn" | "partitionBy",
  said: ((request: RequestView) => string | undefined) | undefined,
  consulting: Consulting,
): { readonly text: string } | "failed" | undefined {
  if (said === undefined) return undefined;
  const result = guarded(option, consulting, () => {
    const text: unknown = atOnce(option, said(viewOfRequest(consulting.request)));
    if (text === undefined || typeof text === "string") return { text };
    throw new TypeError(`${option} returned ${typeof text} instead of a text`);
  });
  if (result === undefined) return "failed";
  return result.text === undefined ? undefined : { text: result.text };
}

/** Tells that a URL pattern of the user has thrown. */
export function patternFailed(
  url: string,
  error: unknown,
  settings: ResolvedSettings,
  events: EventHub,
): void {
  events.emit({ kind: "user-function-failed", option: "url", url: redactedUrl(url, settings), error });
}

export function viewOfRequest({ method, url, headers }: HttpRequest): RequestView {
  return { method, url, header: (name) => fieldValue(headers, name) };
}

export function guarded<T>(
  option: "filterFn" | "keyFn" | "expireAfter" | "partitionBy",
  { request, settings, events }: Consulting,
  call: () => T,
): T | undefined {
  try {
    return call();
  } catch (error) {
    events.emit({ kind: "user-function-failed", option, url: redactedUrl(request.url, settings), error });
    return undefined;
  }
}
