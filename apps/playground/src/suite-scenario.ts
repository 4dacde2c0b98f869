import {
  type Mode,
  NO_ANSWER,
  type PlainSettings,
  type Scenario,
  type ScenarioStep,
} from "@rcache/core/playground";

/** What of a request of the outside suite (http-tests/cache-tests) makes it and its answer. */
export interface SuiteStep {
  readonly request_method?: string;
  readonly request_headers?: readonly SuiteLine[];
  readonly request_body?: string;
  readonly filename?: string;
  readonly query_arg?: string;
  readonly cache?: RequestCache;
  readonly rfc850date?: readonly string[];
  readonly pause_after?: boolean;
  readonly response_status?: readonly [status: number, phrase: string];
  readonly response_headers?: readonly SuiteLine[];
  readonly magic_locations?: boolean;
  readonly response_body?: string | null;
  readonly response_pause?: number;
  readonly disconnect?: boolean;
  readonly expected_type?: string;
}

/** A header line. A number is a date, in seconds from now. */
export type SuiteLine = readonly [name: string, value: string | number, isCompared?: boolean];

/** One test of the outside suite. */
export interface SuiteScenario {
  readonly id: string;
  readonly name: string;
  readonly requests: readonly SuiteStep[];
}

/** How the suite is run. */
export interface SuiteSetting {
  readonly mode: Exclude<Mode, "rules">;
  readonly settings: PlainSettings;
}

const PAUSE_SECONDS = 3;
/** Some tests say in `Content-Length` that a body has 36 bytes. */
const BODY = "8a3c1e0f-5b7d-4c29-9e61-0d2f4a6b8c10";
/** What the suite's origin says to a request that should have carried a condition. */
const NOT_CONDITIONAL = "999 304 Not Generated";
const DATES: ReadonlySet<string> = new Set([
  "date",
  "expires",
  "last-modified",
  "if-modified-since",
  "if-unmodified-since",
]);
const LOCATIONS: ReadonlySet<string> = new Set(["location", "content-location"]);

/** A test of the outside suite as the playground plays it. */
export function suiteScenario(
  { id, name, requests }: SuiteScenario,
  { mode, settings }: SuiteSetting,
): Scenario {
  return {
    title: name,
    mode,
    settings,
    steps: requests.map((asked, at) => stepOf(id, asked, requests[at - 1])),
  };
}

function stepOf(id: string, asked: SuiteStep, before: SuiteStep | undefined): ScenarioStep {
  const takesSeconds = asked.response_pause ?? 0;
  const response = responseText(pathOf(id, asked), asked);
  const isConditional = asked.expected_type?.endsWith("validated") === true;
  return {
    afterSeconds: before?.pause_after ? PAUSE_SECONDS : 0,
    request: requestText(pathOf(id, asked), asked),
    response,
    ...(isConditional ? { confirms: true, unconfirmed: response.replace(/^.*/, NOT_CONDITIONAL) } : {}),
    ...(takesSeconds > 0 ? { takesSeconds } : {}),
    ...(asked.cache === "no-cache" ? { options: { refresh: true } } : {}),
  };
}

function pathOf(id: string, { filename, query_arg: query }: SuiteStep): string {
  const path = filename === undefined ? `/${id}` : `/${id}/${filename}`;
  return query === undefined ? path : `${path}?${query}`;
}

function requestText(path: string, asked: SuiteStep): string {
  const { request_method: method = "GET", request_headers: lines = [], request_body: body } = asked;
  const fields = lines.map(([name, value]) => `${name}: ${valueText(name, value, asked, "answered")}`);
  return [`${method} ${path}`, ...fields, ...(body === undefined ? [] : ["", body])].join("\n");
}

function responseText(path: string, asked: SuiteStep): string {
  if (asked.disconnect) return NO_ANSWER;
  const [status, phrase] = asked.response_status ?? [200, "OK"];
  const lines = asked.response_headers ?? [];
  const fields = lines.map(([name, value]) => {
    const isMagic = asked.magic_locations && LOCATIONS.has(name.toLowerCase());
    const located = value === "" ? path : `${path}/${value}`;
    return `${name}: ${isMagic ? located : valueText(name, value, asked, "now")}`;
  });
  const isDated = lines.some(([name]) => name.toLowerCase() === "date");
  const date = isDated ? [] : ["Date: {now}"];
  return [`${status} ${phrase}`, ...date, ...fields, "", asked.response_body ?? BODY].join("\n");
}

function valueText(name: string, value: string | number, asked: SuiteStep, from: "now" | "answered"): string {
  const field = name.toLowerCase();
  if (typeof value === "string" || !DATES.has(field)) return String(value);
  const seconds = value === 0 ? "" : `${value > 0 ? "+" : ""}${value}`;
  return `{${from}${seconds}${asked.rfc850date?.includes(field) ? " rfc850" : ""}}`;
}
