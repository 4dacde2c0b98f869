import type { Entry } from "../entry/entry.ts";
import { fieldValue, hasField } from "../http/fields.ts";
import type { HttpRequest, Instant } from "../http/messages.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import { requestDirectives } from "./directives.ts";
import { freshText, lifeSource, staleText } from "./explain-life.ts";
import { isPart } from "./stored-part.ts";
import type { LookupVerdict, Reason, RequestVerdict } from "./verdict.ts";

/** What an explanation is made of. */
export interface ExplainQuestion {
  readonly verdict: Exclude<RequestVerdict, { kind: "look-up" }> | LookupVerdict;
  readonly request: HttpRequest;
  readonly settings: ResolvedSettings;
  readonly key: string;
  /** The stored answer that was looked at. */
  readonly entry: Entry | undefined;
  /** All that is stored for the key. */
  readonly entries: readonly Entry[];
  readonly nowMs: Instant;
}

/** The header or setting that led to a verdict, and what would lead to another: as text, or found in the question. */
export interface Because {
  readonly decidedBy: string | DecidedBy;
  readonly wouldChange: readonly string[] | ((question: ExplainQuestion) => readonly string[]);
}

type DecidedBy = (question: ExplainQuestion) => string;

const PRECONDITIONS = ["range", "if-range", "if-match", "if-unmodified-since"] as const;

const requestField = ({ request }: ExplainQuestion, name: string): string =>
  `request ${name}: ${fieldValue(request.headers, name) ?? ""}`;
const requestDirective: DecidedBy = (question) => requestField(question, "cache-control");
const storedDirective: DecidedBy = ({ entry }) =>
  `response cache-control: ${(entry && fieldValue(entry.response.headers, "cache-control")) ?? ""}`;

const offlineBy: DecidedBy = (question) =>
  question.settings.onlyIfCached ? "setting onlyIfCached" : requestDirective(question);
const notOffline = ({ settings }: ExplainQuestion): string =>
  settings.onlyIfCached ? "onlyIfCached: false" : "a request without only-if-cached";

const offlineStaleBy: DecidedBy = (question) => {
  const { staleIfErrorMs, staleWhileRevalidateMs } = question.settings;
  if (staleIfErrorMs > 0) return "setting staleIfError";
  return staleWhileRevalidateMs > 0 ? "setting staleWhileRevalidate" : requestDirective(question);
};

const windowOf = ({ settings, request }: ExplainQuestion): "setting" | "request" | "response" => {
  if (settings.staleWhileRevalidateMs > 0) return "setting";
  return requestDirectives(request.headers).staleWhileRevalidate === undefined ? "response" : "request";
};
const whileRevalidateBy: DecidedBy = (question) => {
  const from = windowOf(question);
  if (from === "setting") return "setting staleWhileRevalidate";
  return from === "request" ? requestDirective(question) : storedDirective(question);
};

const noCacheBy: DecidedBy = (question) =>
  requestField(question, hasField(question.request.headers, "cache-control") ? "cache-control" : "pragma");

const preconditionBy: DecidedBy = (question) => {
  const name = PRECONDITIONS.find((each) => hasField(question.request.headers, each)) ?? "range";
  return `${requestField(question, name)}, which only the origin can judge`;
};

const variesBy: DecidedBy = ({ entries, key }) => {
  const names = [...new Set(entries.flatMap(({ vary }) => vary))].sort();
  return `response vary: ${names.join(", ")}; no stored answer of ${key} is for the same request fields`;
};

const partBy: DecidedBy = ({ entries }) => {
  const part = entries.find(isPart)?.part;
  const span = part === undefined ? "" : ` (bytes ${part.start} to ${part.end})`;
  return `the store: it has only a part of the answer${span}, and the request is for more`;
};

const staleBy: DecidedBy = ({ entry, settings, nowMs }) => staleText(entry, settings, nowMs);
const freshBy: DecidedBy = ({ entry, settings, nowMs }) => freshText(entry, settings, nowMs);
const longer = ({ entry, settings }: ExplainQuestion): readonly string[] =>
  entry === undefined ? [] : lifeSource(entry, settings).longer;
const shorter = ({ entry, settings }: ExplainQuestion): readonly string[] =>
  entry === undefined ? [] : lifeSource(entry, settings).shorter;
/** No permission helps against an origin's ban. */
const ifAllowed = ({ entry }: ExplainQuestion, ...permissions: readonly string[]): readonly string[] =>
  permissions.map((each) =>
    entry?.staleBan === undefined ? each : `${each} and a response without ${entry.staleBan}`,
  );

const FIRST = "a request before it whose answer is stored";

/** By reason. One that is not here is told by its name alone. */
export const BECAUSE: { readonly [R in Reason]?: Because } = {
  disabled: { decidedBy: "setting disabled", wouldChange: ["disabled: false"] },
  "do-not-cache": {
    decidedBy: "setting expireAfter",
    wouldChange: ["another expireAfter, here or in the rule that matches"],
  },
  method: {
    decidedBy: ({ request, settings }) =>
      `method ${request.method}, which is not in allowableMethods (${[...settings.allowableMethods].join(", ")})`,
    wouldChange: ["the method in allowableMethods"],
  },
  "no-store": {
    decidedBy: requestDirective,
    wouldChange: ["a request without no-store"],
  },
  "body-unreadable": {
    decidedBy: () => "a request body that can be read only once",
    wouldChange: ["a body of text or bytes"],
  },
  precondition: { decidedBy: preconditionBy, wouldChange: ["a request without it"] },
  fresh: { decidedBy: freshBy, wouldChange: (question) => ["refresh or forceRefresh", ...shorter(question)] },
  "max-stale": {
    decidedBy: requestDirective,
    wouldChange: ["a request without max-stale"],
  },
  "stale-while-revalidate": {
    decidedBy: whileRevalidateBy,
    wouldChange: (question) =>
      windowOf(question) === "setting"
        ? ["staleWhileRevalidate: false"]
        : [`a ${windowOf(question)} without stale-while-revalidate`],
  },
  "offline-stale": {
    decidedBy: offlineStaleBy,
    wouldChange: ({ settings }) =>
      settings.staleIfErrorMs > 0
        ? ["staleIfError: false"]
        : [
            settings.staleWhileRevalidateMs > 0
              ? "staleWhileRevalidate: false"
              : "a request without max-stale",
          ],
  },
  "early-refresh": { decidedBy: "setting earlyRefresh", wouldChange: ["earlyRefresh: false"] },
  "uri-miss": { decidedBy: ({ key }) => `the store: it has nothing under ${key}`, wouldChange: [FIRST] },
  "vary-miss": {
    decidedBy: variesBy,
    wouldChange: ["the request fields of a stored answer", FIRST],
  },
  partial: { decidedBy: partBy, wouldChange: ["a range within it", FIRST] },
  stale: {
    decidedBy: staleBy,
    wouldChange: (question) => [...longer(question), ...ifAllowed(question, "staleWhileRevalidate")],
  },
  refresh: { decidedBy: "setting refresh", wouldChange: ["refresh: false"] },
  "force-refresh": { decidedBy: "setting forceRefresh", wouldChange: ["forceRefresh: false"] },
  "always-revalidate": {
    decidedBy: "setting alwaysRevalidate",
    wouldChange: ["alwaysRevalidate: false"],
  },
  "no-cache": {
    decidedBy: storedDirective,
    wouldChange: ["a response without no-cache", "cacheControl: false"],
  },
  "request-no-cache": { decidedBy: noCacheBy, wouldChange: ["a request without no-cache"] },
  "request-max-age": {
    decidedBy: requestDirective,
    wouldChange: ["a larger max-age, or none"],
  },
  "request-min-fresh": {
    decidedBy: requestDirective,
    wouldChange: ["a smaller min-fresh, or none"],
  },
  "clock-went-back": {
    decidedBy: () => "the clock, which stands before the time of storing",
    wouldChange: ["a validation"],
  },
  "nothing-stored": {
    decidedBy: offlineBy,
    wouldChange: (question) => [notOffline(question), FIRST],
  },
  "vary-mismatch": {
    decidedBy: (question) => `${offlineBy(question)}, and ${variesBy(question)}`,
    wouldChange: (question) => [notOffline(question), "the request fields of a stored answer"],
  },
  "stored-is-stale": {
    decidedBy: (question) => `${offlineBy(question)}, and ${tooOldBy(question)}`,
    wouldChange: (question) => [notOffline(question), ...ifAllowed(question, "staleIfError: true")],
  },
  "must-validate": {
    decidedBy: (question) => `${offlineBy(question)}, and ${mustValidateBy(question)}`,
    wouldChange: (question) => [notOffline(question)],
  },
};

/** Offline, what is fresh may still be older than the request wants. */
function tooOldBy(question: ExplainQuestion): string {
  const { entry, nowMs } = question;
  return entry !== undefined && nowMs < entry.lifetimes.freshUntilMs
    ? "an entry that is older, or less fresh, than the request wants"
    : staleBy(question);
}

function mustValidateBy(question: ExplainQuestion): string {
  const { entry, request } = question;
  return entry?.staleBan === "no-cache" && !requestDirectives(request.headers).noCache
    ? storedDirective(question)
    : noCacheBy(question);
}
