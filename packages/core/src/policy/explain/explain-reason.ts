import { fieldValue, hasField } from "../../http/fields/fields.ts";
import { formatHttpDate } from "../../http/fields/http-date.ts";
import { methodOverrides } from "../../key/selector.ts";
import { DO_NOT_CACHE } from "../../settings/duration.ts";
import type { Occasion } from "../lookup/may-serve-stale.ts";
import { isPart } from "../store/stored-part.ts";
import type { Reason } from "../verdict.ts";
import { absenceFacts, absenceText, presenceChanges } from "./explain-absence.ts";
import { type Change, withoutBan, withoutDirective, withSetting } from "./explain-change.ts";
import { byOwnSettings, freshText, lifeSource, staleText } from "./explain-life.ts";
import { permissionsFor } from "./explain-permission.ts";
import type { ExplainQuestion } from "./explain-question.ts";

/** The header or setting that led to a verdict, and what would lead to another: as text, or found in the question. */
export interface Because {
  readonly decidedBy: string | DecidedBy;
  readonly wouldChange: readonly Change[] | ((question: ExplainQuestion) => readonly Change[]);
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
const notOffline = (question: ExplainQuestion): Change =>
  question.settings.onlyIfCached
    ? withSetting(question, "onlyIfCached: false", { onlyIfCached: false })
    : withoutDirective(question, "onlyIfCached", "only-if-cached");
const isOffline = ({ settings, directives }: ExplainQuestion): boolean =>
  settings.onlyIfCached || directives.onlyIfCached;

/** Beside its own limits, of what permits staleness the request takes only its own word (RFC 9111 §5.2.1). */
const offlineOccasion = ({ directives }: ExplainQuestion): "asked" | "offline" =>
  directives.maxAge === undefined && directives.minFresh === undefined ? "offline" : "asked";
const permittedBy = (question: ExplainQuestion, occasion: "refreshing" | "offline" | "asked"): string => {
  const by = permissionsFor(question, occasion)[0]?.by ?? "response";
  if (by === "request") return requestDirective(question);
  return by === "response" ? storedDirective(question) : by;
};
/** All of them have to go. */
const notPermitted = (question: ExplainQuestion, occasion: Occasion): readonly string[] => [
  permissionsFor(question, occasion)
    .map(({ without }) => without)
    .join(" and "),
];

const noCacheBy: DecidedBy = (question) =>
  requestField(question, hasField(question.request.headers, "cache-control") ? "cache-control" : "pragma");

const preconditionBy: DecidedBy = (question) => {
  const name = PRECONDITIONS.find((each) => hasField(question.request.headers, each)) ?? "range";
  return `${requestField(question, name)}, which only the origin can evaluate`;
};

const variesBy: DecidedBy = ({ entries, key }) => {
  const names = [...new Set(entries.flatMap(({ vary }) => vary))].sort();
  return `response vary: ${names.join(", ")}; no stored response of ${key} has the same request headers`;
};

const overridesBy = ({ request: { headers, method } }: ExplainQuestion): string | undefined => {
  const other = methodOverrides(headers).find((each) => each !== "" && each !== method);
  return other === undefined
    ? undefined
    : `method ${other}, which the request names instead of its own, ${method}`;
};
const isNeverStored = ({ request, settings }: ExplainQuestion): boolean =>
  settings.profile.uncacheableMethods.has(request.method);
const methodBy: DecidedBy = (question) => {
  const { request, settings } = question;
  return (
    overridesBy(question) ??
    (isNeverStored(question)
      ? `method ${request.method}, whose responses are not cacheable (RFC 9110 §9.3)`
      : `method ${request.method}, which is not in allowableMethods (${[...settings.allowableMethods].join(", ")})`)
  );
};
const withOtherMethod = (question: ExplainQuestion): readonly Change[] => {
  if (overridesBy(question) !== undefined) return ["a request that does not override its method"];
  return isNeverStored(question) ? ["another method"] : ["the method in allowableMethods"];
};

const partBy: DecidedBy = ({ entries }) => {
  const part = entries.find(isPart)?.part;
  const span = part === undefined ? "" : ` (bytes ${part.start} to ${part.end})`;
  return `the store: it has only a part of the response${span}, and the request is for more`;
};

const staleBy: DecidedBy = ({ entry, settings, nowMs }) => staleText(entry, settings, nowMs);
const freshBy: DecidedBy = ({ entry, settings, nowMs }) => freshText(entry, settings, nowMs);
const longer = ({ entry, settings }: ExplainQuestion): readonly string[] =>
  entry === undefined ? [] : lifeSource(entry, settings).longer;
const shorter = ({ entry, settings }: ExplainQuestion): readonly string[] =>
  entry === undefined ? [] : lifeSource(entry, settings).shorter;
/** What would permit staleness: that of the request alone, where it has limits of its own; and nothing helps against an origin's ban. */
const ifAllowed = ({ entry, directives }: ExplainQuestion, setting: string): string => {
  const { maxAge, minFresh } = directives;
  const permission = maxAge === undefined && minFresh === undefined ? setting : "a request with max-stale";
  return entry?.staleBan === undefined
    ? permission
    : `${permission} and a response without ${entry.staleBan}`;
};
const withoutLimits = (question: ExplainQuestion): readonly Change[] => [
  ...(question.directives.maxAge === undefined ? [] : [withoutDirective(question, "maxAge", "max-age")]),
  ...(question.directives.minFresh === undefined
    ? []
    : [withoutDirective(question, "minFresh", "min-fresh")]),
];

/** By reason. One that is not here is told by its name alone. */
export const BECAUSE: { readonly [R in Reason]?: Because } = {
  disabled: { decidedBy: "setting disabled", wouldChange: ["disabled: false"] },
  closed: { decidedBy: "the cache, which was closed", wouldChange: ["a cache that is open"] },
  "do-not-cache": {
    decidedBy: ({ settings }) =>
      settings.expireAfter === DO_NOT_CACHE ? "setting expireAfter" : "setting keyFn, which failed",
    wouldChange: ({ settings }) =>
      settings.expireAfter === DO_NOT_CACHE
        ? ["another expireAfter, here or in the rule that matches"]
        : ["a keyFn that returns a text or undefined"],
  },
  method: { decidedBy: methodBy, wouldChange: withOtherMethod },
  "no-store": {
    decidedBy: requestDirective,
    wouldChange: ["a request without no-store"],
  },
  "body-unreadable": {
    decidedBy: () => "a request body that can be read only once",
    wouldChange: ["a body of text or bytes"],
  },
  precondition: { decidedBy: preconditionBy, wouldChange: ["a request without it"] },
  fresh: {
    decidedBy: freshBy,
    // Offline, settings that ask for a validation give way.
    wouldChange: (question) => [
      ...(isOffline(question) ? [] : ["refresh or forceRefresh"]),
      ...shorter(question),
    ],
  },
  "max-stale": {
    decidedBy: requestDirective,
    wouldChange: ["a request without max-stale"],
  },
  "stale-while-revalidate": {
    decidedBy: (question) => permittedBy(question, "refreshing"),
    wouldChange: (question) => notPermitted(question, "refreshing"),
  },
  "offline-stale": {
    decidedBy: (question) => permittedBy(question, offlineOccasion(question)),
    wouldChange: (question) => notPermitted(question, offlineOccasion(question)),
  },
  "retry-after": {
    decidedBy: ({ deferredUntilMs = 0 }) =>
      `the origin, which said by Retry-After not to ask before ${formatHttpDate(deferredUntilMs)}`,
    wouldChange: (question) => [
      "a request after that",
      ...(permissionsFor(question, "failure").length === 0 ? [] : notPermitted(question, "failure")),
    ],
  },
  "early-refresh": { decidedBy: "setting earlyRefresh", wouldChange: ["earlyRefresh: false"] },
  "uri-miss": { decidedBy: absenceText, wouldChange: presenceChanges },
  "vary-miss": {
    decidedBy: (question) => [variesBy(question), ...absenceFacts(question)].join("; "),
    wouldChange: (question) => ["the request headers of a stored response", ...presenceChanges(question)],
  },
  partial: {
    decidedBy: (question) => [partBy(question), ...absenceFacts(question)].join("; "),
    wouldChange: (question) => ["a range within it", ...presenceChanges(question)],
  },
  stale: {
    decidedBy: staleBy,
    wouldChange: (question) => [...longer(question), ifAllowed(question, "staleWhileRevalidate")],
  },
  refresh: {
    decidedBy: "setting refresh",
    wouldChange: (question) => [withSetting(question, "refresh: false", { refresh: false })],
  },
  "force-refresh": {
    decidedBy: "setting forceRefresh",
    wouldChange: (question) => [withSetting(question, "forceRefresh: false", { forceRefresh: false })],
  },
  "always-revalidate": {
    decidedBy: "setting alwaysRevalidate",
    wouldChange: (question) => [
      withSetting(question, "alwaysRevalidate: false", { alwaysRevalidate: false }),
    ],
  },
  "no-cache": {
    decidedBy: storedDirective,
    wouldChange: (question) => [withoutBan(question, "no-cache"), ...byOwnSettings(question.settings)],
  },
  "request-no-cache": {
    decidedBy: noCacheBy,
    wouldChange: (question) => [withoutDirective(question, "noCache", "no-cache")],
  },
  "request-max-age": {
    decidedBy: requestDirective,
    wouldChange: (question) => [withoutDirective(question, "maxAge", "max-age")],
  },
  "request-min-fresh": {
    decidedBy: requestDirective,
    wouldChange: (question) => [withoutDirective(question, "minFresh", "min-fresh")],
  },
  "clock-went-back": {
    decidedBy: () => "the clock, which shows a time before the response was stored",
    wouldChange: ["a validation"],
  },
  "nothing-stored": {
    decidedBy: (question) => [offlineBy(question), ...absenceFacts(question)].join("; "),
    wouldChange: (question) => [notOffline(question), ...presenceChanges(question)],
  },
  "vary-mismatch": {
    decidedBy: (question) => `${offlineBy(question)}, and ${variesBy(question)}`,
    wouldChange: (question) => [notOffline(question), "the request headers of a stored response"],
  },
  "stored-is-stale": {
    decidedBy: (question) => `${offlineBy(question)}, and ${tooOldBy(question)}`,
    wouldChange: (question) => [notOffline(question), ...ifServable(question)],
  },
  "must-validate": {
    decidedBy: (question) => `${offlineBy(question)}, and ${mustValidateBy(question)}`,
    wouldChange: (question) => [notOffline(question)],
  },
};

/** Offline, what is fresh may still be older than the request wants. */
function tooOldBy(question: ExplainQuestion): string {
  return isFresh(question)
    ? "an entry that is older, or less fresh, than the request wants"
    : staleBy(question);
}

/** Offline: what would make a stored answer good enough. */
function ifServable(question: ExplainQuestion): readonly Change[] {
  const limits = withoutLimits(question);
  return isFresh(question) || limits.length > 0 ? limits : [ifAllowed(question, "staleIfError: true")];
}

function isFresh({ entry, nowMs }: ExplainQuestion): boolean {
  return entry !== undefined && nowMs < entry.lifetimes.freshUntilMs;
}

function mustValidateBy(question: ExplainQuestion): string {
  const { entry, directives } = question;
  return entry?.staleBan === "no-cache" && !directives.noCache
    ? storedDirective(question)
    : noCacheBy(question);
}
