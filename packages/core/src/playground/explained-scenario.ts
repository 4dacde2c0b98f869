import type { Entry } from "../entry/entry.ts";
import { entryBytes } from "../entry/own-entry.ts";
import { withField, withoutFields } from "../http/fields/fields.ts";
import type { HeaderList } from "../http/messages.ts";
import { REDACTED } from "../key/ignored-parameters.ts";
import type { RequestKey } from "../key/lookup-of.ts";
import { redactedUrl } from "../key/target-uri.ts";
import { variedFields } from "../key/variant.ts";
import type { ExplainQuestion } from "../policy/explain/explain-question.ts";
import { judgeRequest } from "../policy/lookup/judge-request.ts";
import type { RequestOptions } from "../settings/settings.ts";
import { messageLines } from "./message-lines.ts";
import { heldSettings } from "./plain-settings.ts";
import { responseKeptOut } from "./response-kept-out.ts";
import type { Scenario, ScenarioStep, StoredAnswer } from "./scenario.ts";
import { type ToldMessages, toldMessages } from "./told-messages.ts";

/** What a scenario is made of. */
export interface ExplainedAnswer {
  readonly question: ExplainQuestion;
  /** What is named for the request, the narrowest place first. */
  readonly named: RequestOptions;
  readonly requestKey: RequestKey | undefined;
}

/**
 * A scenario whose last request meets what an explained one met, with secrets redacted.
 *
 * @returns undefined where something decided that no scenario can hold: the cache was closed, or a user's function failed
 */
export function explainedScenario(explained: ExplainedAnswer): Scenario | undefined {
  const { question, named } = explained;
  const { request, settings, directives, verdict, entries, entry, nowMs } = question;
  if (verdict.kind === "bypass" && judgeRequest(request, settings, directives).kind !== "bypass")
    return undefined;
  const told = toldMessages(question);
  const { settings: held, options, leftOut } = heldSettings(named, nowMs);
  const beginMs = Math.min(nowMs, entry?.receivedAtMs ?? nowMs);
  const before = stepBefore(explained, told);
  const asked: ScenarioStep = {
    afterSeconds: (nowMs - beginMs) / 1_000,
    request: messageLines(`${request.method} ${told.url}`, told.fields),
    response: responseNow(entry, told),
    ...(entry === undefined ? {} : { confirms: true }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
  return {
    ...(leftOut.length === 0
      ? {}
      : { title: `Without ${leftOut.join(", ")}: a link cannot hold a function` }),
    mode: settings.profile.name,
    settings:
      settings.targetedFields.length === 0 ? held : { ...held, targetedFields: settings.targetedFields },
    beginMs,
    ...(entries.length === 0
      ? {}
      : { stored: entries.map((each, at) => storedAnswer(each, at, question, told)) }),
    steps:
      before === undefined
        ? [asked]
        : [
            { ...asked, response: before, confirms: false },
            { ...asked, afterSeconds: 0 },
          ],
  };
}

/** The response to a request just before, which the cache has in mind: one that was not stored, or one that asked for peace until some time. */
function stepBefore({ question, requestKey }: ExplainedAnswer, told: ToldMessages): string | undefined {
  const { entry, deferredUntilMs = 0, nowMs, absence } = question;
  if (entry !== undefined && deferredUntilMs > nowMs)
    return `503 Service Unavailable\nRetry-After: ${Math.ceil((deferredUntilMs - nowMs) / 1_000)}`;
  if (absence?.keptOut === undefined || requestKey === undefined) return undefined;
  const response = responseKeptOut(absence.keptOut, question, requestKey);
  return response && messageLines(String(response.status), told.responseFields(response.headers));
}

const OF_ITS_TIME: ReadonlySet<string> = new Set(["age", "content-range"]);

/** What the origin would say now is not known: what it said before, as of now. */
function responseNow(entry: Entry | undefined, told: ToldMessages): string {
  if (entry === undefined) return "200 OK\nDate: {now}";
  const { status, statusText, headers } = entry.response;
  const fields = withField(withoutFields(headers, OF_ITS_TIME), "Date", "{now}");
  return messageLines(status === 206 ? "200 OK" : `${status} ${statusText}`, told.responseFields(fields));
}

function storedAnswer(entry: Entry, at: number, question: ExplainQuestion, told: ToldMessages): StoredAnswer {
  const { status, statusText, headers } = entry.response;
  const { baseAgeMs, createdAtMs, receivedAtMs, part, staleBan, finalUrl } = entry;
  const { freshUntilMs, freeUntilMs, usableFromMs, whileRevalidateUntilMs, ifErrorUntilMs, removeAtMs } =
    entry.lifetimes;
  return {
    request: messageLines(`${entry.request.method} ${told.url}`, askingFields(entry, at, question, told)),
    response: messageLines(`${status} ${statusText}`, told.responseFields(headers)),
    bytes: entryBytes(entry),
    ...(part === undefined ? {} : { part }),
    ...(finalUrl === undefined ? {} : { finalUrl: redactedUrl(finalUrl, question.settings) }),
    ...(staleBan === undefined ? {} : { staleBan }),
    ...{ baseAgeMs, createdAtMs, receivedAtMs },
    lifetimes: {
      usableFromMs,
      freshUntilMs,
      freeUntilMs,
      whileRevalidateUntilMs,
      ifErrorUntilMs,
      removeAtMs,
    },
  };
}

/** The request's own fields, and where the stored response varied on another value, that one. */
function askingFields(entry: Entry, at: number, question: ExplainQuestion, told: ToldMessages): HeaderList {
  const { request, settings, digests } = question;
  let fields = told.fields;
  for (const name of entry.vary) {
    const [[, mine] = []] = variedFields(request.headers, [name], settings, digests);
    const [, its] = entry.request.varied.find(([each]) => each === name) ?? [];
    if (mine === its) continue;
    const isHidden = told.isSecret(name) || its?.startsWith("digest ");
    fields = withoutFields(fields, new Set([name]));
    if (its !== undefined) fields = [...fields, [name, isHidden ? `${REDACTED}, another (${at + 1})` : its]];
  }
  return fields;
}
