import type { Entry } from "../entry/entry.ts";
import { fieldValue, hasField } from "../http/fields.ts";
import type { HttpRequest, Instant } from "../http/messages.ts";
import { NEVER_MS } from "../http/messages.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import type { RequestOptions } from "../settings/settings.ts";
import { requestDirectives } from "./directives.ts";
import type { Explanation } from "./outcome.ts";
import { sectionOf } from "./sections.ts";
import type { LookupVerdict, Reason, RequestVerdict } from "./verdict.ts";

/** What an explanation is made of. */
export interface ExplainQuestion {
  readonly verdict: Exclude<RequestVerdict, { kind: "look-up" }> | LookupVerdict;
  readonly request: HttpRequest;
  readonly settings: ResolvedSettings;
  readonly key: string;
  /** The stored answer that was looked at. */
  readonly entry: Entry | undefined;
  readonly nowMs: Instant;
}

interface Because {
  decidedBy(question: ExplainQuestion): string;
  readonly wouldChange: readonly string[];
}

const VERDICTS: { readonly [K in ExplainQuestion["verdict"]["kind"]]: string } = {
  use: "answered from the cache",
  ask: "sent to the origin",
  refuse: "refused with 504",
  bypass: "passed by the cache",
};

const setting =
  (name: keyof RequestOptions): Because["decidedBy"] =>
  () =>
    `setting ${name}`;
const requestField =
  (name: string): Because["decidedBy"] =>
  ({ request }) =>
    `request ${name}: ${fieldValue(request.headers, name) ?? ""}`;
const storedField =
  (name: string): Because["decidedBy"] =>
  ({ entry }) =>
    `response ${name}: ${(entry && fieldValue(entry.response.headers, name)) ?? ""}`;
const offlineBy: Because["decidedBy"] = (question) =>
  (question.settings.onlyIfCached ? setting("onlyIfCached") : requestField("cache-control"))(question);
const offlineStaleBy: Because["decidedBy"] = (question) => {
  const { staleIfErrorMs, staleWhileRevalidateMs } = question.settings;
  if (staleIfErrorMs > 0) return "setting staleIfError";
  return staleWhileRevalidateMs > 0
    ? "setting staleWhileRevalidate"
    : requestField("cache-control")(question);
};
const whileRevalidateBy: Because["decidedBy"] = (question) => {
  if (question.settings.staleWhileRevalidateMs > 0) return "setting staleWhileRevalidate";
  const { staleWhileRevalidate } = requestDirectives(question.request.headers);
  return (staleWhileRevalidate === undefined ? storedField : requestField)("cache-control")(question);
};
const noCacheBy: Because["decidedBy"] = (question) =>
  requestField(hasField(question.request.headers, "cache-control") ? "cache-control" : "pragma")(question);
const storeOf =
  (text: string): Because["decidedBy"] =>
  ({ key }) =>
    `the store: ${text} ${key}`;

const BECAUSE: { readonly [R in Reason]?: Because } = {
  disabled: { decidedBy: setting("disabled"), wouldChange: ["disabled: false"] },
  "do-not-cache": {
    decidedBy: setting("expireAfter"),
    wouldChange: ["another expireAfter, here or in the rule that matches"],
  },
  method: {
    decidedBy: ({ request, settings }) =>
      `method ${request.method}, which is not in allowableMethods (${[...settings.allowableMethods].join(", ")})`,
    wouldChange: ["the method in allowableMethods"],
  },
  "no-store": { decidedBy: requestField("cache-control"), wouldChange: ["a request without no-store"] },
  "body-unreadable": {
    decidedBy: () => "a request body that can be read only once",
    wouldChange: ["a body of text or bytes"],
  },
  precondition: {
    decidedBy: () => "a Range, If-Range, If-Match or If-Unmodified-Since field of the request",
    wouldChange: ["a request without it"],
  },
  fresh: {
    decidedBy: freshBy,
    wouldChange: ["refresh or forceRefresh", "a shorter expireAfter when it is stored"],
  },
  "max-stale": { decidedBy: requestField("cache-control"), wouldChange: ["a request without max-stale"] },
  "stale-while-revalidate": {
    decidedBy: whileRevalidateBy,
    wouldChange: ["staleWhileRevalidate: false"],
  },
  "offline-stale": { decidedBy: offlineStaleBy, wouldChange: ["staleIfError: false"] },
  "early-refresh": { decidedBy: setting("earlyRefresh"), wouldChange: ["earlyRefresh: false"] },
  "uri-miss": {
    decidedBy: storeOf("it has nothing under"),
    wouldChange: ["a first request, which stores the answer"],
  },
  "vary-miss": {
    decidedBy: storeOf("what it has varies on other request fields; key"),
    wouldChange: ["the request fields that a stored answer varied on"],
  },
  stale: {
    decidedBy: staleBy,
    wouldChange: ["a longer expireAfter when it is stored", "staleWhileRevalidate"],
  },
  refresh: { decidedBy: setting("refresh"), wouldChange: ["refresh: false"] },
  "force-refresh": { decidedBy: setting("forceRefresh"), wouldChange: ["forceRefresh: false"] },
  "always-revalidate": { decidedBy: setting("alwaysRevalidate"), wouldChange: ["alwaysRevalidate: false"] },
  "no-cache": {
    decidedBy: storedField("cache-control"),
    wouldChange: ["a response without no-cache", "cacheControl: false"],
  },
  "request-no-cache": {
    decidedBy: noCacheBy,
    wouldChange: ["a request without no-cache"],
  },
  "request-max-age": { decidedBy: requestField("cache-control"), wouldChange: ["a larger max-age, or none"] },
  "request-min-fresh": {
    decidedBy: requestField("cache-control"),
    wouldChange: ["a smaller min-fresh, or none"],
  },
  "clock-went-back": {
    decidedBy: () => "the clock, which stands before the time of storing",
    wouldChange: ["a validation"],
  },
  "nothing-stored": {
    decidedBy: offlineBy,
    wouldChange: ["onlyIfCached: false", "a first request, which stores the answer"],
  },
  "vary-mismatch": {
    decidedBy: offlineBy,
    wouldChange: ["the request fields that a stored answer varied on"],
  },
  "stored-is-stale": { decidedBy: staleBy, wouldChange: ["onlyIfCached: false", "staleIfError: true"] },
  "must-validate": { decidedBy: storedField("cache-control"), wouldChange: ["onlyIfCached: false"] },
};

/** Puts a verdict into words: what decided, and what would change it. */
export function explain(question: ExplainQuestion): Explanation {
  const { kind, reason } = question.verdict;
  const because = BECAUSE[reason];
  const decidedBy = because?.decidedBy(question) ?? reason;
  const wouldChange = because?.wouldChange ?? [];
  const section = sectionOf(reason);
  const where =
    section === undefined ? "" : ` (${section.startsWith("RFC") ? section : `RFC 9111 §${section}`})`;
  const text = [
    `${question.key} would be ${VERDICTS[kind]}: ${reason}${where}.`,
    `Decided by ${decidedBy}.`,
    ...(wouldChange.length === 0 ? [] : [`It would change with ${wouldChange.join(", or ")}.`]),
  ].join("\n");
  return {
    verdict: { kind, reason, ...(section === undefined ? {} : { section }) },
    decidedBy,
    wouldChange,
    toString: () => text,
  };
}

function freshBy({ entry, nowMs }: ExplainQuestion): string {
  if (entry === undefined || entry.lifetimes.freshUntilMs >= NEVER_MS) return "an entry that never expires";
  return `an entry that is fresh for ${spanText(entry.lifetimes.freshUntilMs - nowMs)} more`;
}

function staleBy({ entry, nowMs }: ExplainQuestion): string {
  return entry === undefined
    ? "an expired entry"
    : `an entry that expired ${spanText(nowMs - entry.lifetimes.freshUntilMs)} ago`;
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
] as const;

/** A span in its two largest units, such as `23 h 49 min`; below a minute in seconds. */
function spanText(ms: number): string {
  const at = UNITS.findIndex(([, unitMs]) => ms >= unitMs);
  const unit = UNITS[at];
  if (unit === undefined) return `${Math.round(ms / 100) / 10} s`;
  const [name, unitMs] = unit;
  const [nextName, nextMs] = UNITS[at + 1] ?? ["s", 1_000];
  const rest = Math.floor((ms % unitMs) / nextMs);
  return `${Math.floor(ms / unitMs)} ${name}${rest === 0 ? "" : ` ${rest} ${nextName}`}`;
}
