import { filled } from "./header-values.ts";
import type { Expectation, Expected, Interim, SuiteRequest } from "./suite.ts";
import { NOT_CONDITIONAL, type Seen, type Trial } from "./suite-origin.ts";

/** What is wrong, and whether with the question only: a test's set-up, not what it asks. */
export interface Finding {
  readonly isSetup: boolean;
  readonly message: string;
}

/** What a client got. */
export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly interim: readonly Interim[];
}

/** One request of a test, as it was made. */
export interface Step {
  readonly trial: Trial;
  readonly asked: SuiteRequest;
  /** From 1. */
  readonly number: number;
  readonly got: Got;
}

/** What an answer to a client shows, in the suite's order. */
export function* answerFindings(step: Step): Generator<Finding> {
  const { trial, number } = step;
  const numbers = trial.seen.map((seen) => seen.number);
  if (new Set(numbers).size < numbers.length) yield { isSetup: true, message: "retry" };
  yield* typeFindings(step);
  yield* statusFindings(step);
  const { asked, got } = step;
  for (const expected of asked.expected_response_headers ?? []) {
    const message = fieldFault(expected, step);
    if (message !== undefined)
      yield {
        isSetup: isSetup(asked, "expected_response_headers"),
        message: `Response ${number} ${message}`,
      };
  }
  for (const missing of asked.expected_response_headers_missing ?? []) {
    const [name, part] = typeof missing === "string" ? [missing, ""] : missing;
    const value = got.headers.get(name);
    if (value?.includes(part))
      yield {
        isSetup: isSetup(asked, "expected_response_headers_missing"),
        message: `Response ${number} still has ${name}: "${value}"`,
      };
  }
  yield* interimFindings(step);
  yield* bodyFindings(step);
}

function isSetup({ setup = false, setup_tests: named = [] }: SuiteRequest, what: Expectation): boolean {
  return setup || named.includes(what);
}

function* typeFindings({ asked, number, got }: Step): Generator<Finding> {
  const count = got.headers.get("server-request-count");
  const inSetup = isSetup(asked, "expected_type");
  const isNoAnswer = got.status === 304 && count === null;
  if (asked.expected_type === "cached" && !isNoAnswer && !(count !== null && Number(count) < number))
    yield { isSetup: inSetup, message: `Response ${number} does not come from cache` };
  if (asked.expected_type === "not_cached" && Number(count ?? Number.NaN) !== number)
    yield { isSetup: inSetup, message: `Response ${number} comes from cache` };
}

function* statusFindings({ asked, number, got: { status } }: Step): Generator<Finding> {
  const wanted = asked.expected_status;
  if (wanted === null) return;
  if (wanted === undefined && asked.response_status === undefined && status === NOT_CONDITIONAL)
    yield {
      isSetup: isSetup(asked, "expected_type"),
      message: `Request ${number} should have been conditional, but it was not.`,
    };
  const other = wanted ?? asked.response_status?.[0] ?? 200;
  if (status !== other)
    yield {
      isSetup: wanted === undefined || isSetup(asked, "expected_status"),
      message: `Response ${number} status is ${status}, not ${other}`,
    };
}

/** What an answer lacks of what is expected of a field. */
function fieldFault(expected: Expected, { asked, got: { headers } }: Step): string | undefined {
  const [name, relation, than] = typeof expected === "string" ? [expected] : expected;
  const value = headers.get(name);
  if (value === null) return `${name} header not present.`;
  if (relation === undefined) return undefined;
  if (than === undefined) {
    const path = headers.get("server-base-url") ?? "";
    const wanted = filled([name, relation], asked, { nowMs: Number(headers.get("server-now")), path });
    return value === wanted ? undefined : `header ${name} is "${value}", not "${wanted}"`;
  }
  const isSo = relation === ">" ? Number(value) > Number(than) : value === headers.get(String(than));
  return isSo ? undefined : `header ${name} is ${value}, should be ${relation} ${than}`;
}

function* interimFindings({ asked, got: { interim } }: Step): Generator<Finding> {
  const expected = asked.expected_interim_responses;
  if (expected === undefined || sameInterim(interim) === sameInterim(expected)) return;
  yield {
    isSetup: isSetup(asked, "expected_interim_responses"),
    message: `Interim responses are ${sameInterim(interim)}, not ${sameInterim(expected)}`,
  };
}

function sameInterim(interim: readonly Interim[]): string {
  return JSON.stringify(
    interim.map(([status, lines = []]) => [
      status,
      lines.map(([name, value]) => [name.toLowerCase(), value]),
    ]),
  );
}

function* bodyFindings({ trial, asked, got: { status, text }, number }: Step): Generator<Finding> {
  if (asked.check_body === false || asked.expected_response_text === null) return;
  const isBodiless = status === 204 || status === 304 || asked.request_method === "HEAD";
  const said = asked.response_body ?? (isBodiless ? undefined : trial.token);
  const wanted = asked.expected_response_text ?? said;
  if (wanted !== undefined && text !== wanted)
    yield {
      isSetup: asked.expected_response_text === undefined || isSetup(asked, "expected_response_text"),
      message: `Response ${number} body is "${text}", not "${wanted}"`,
    };
}

/** What the origin saw of a request, or did not; asked once all of a test were made. */
export function* originFindings(step: Step): Generator<Finding> {
  const { trial, asked, number } = step;
  if (asked.expected_type === "cached") return;
  const seen = trial.seen.find((one) => one.number === number);
  yield* requestFindings(step, seen);
  if (seen === undefined) return;
  yield* sentFindings(step, seen);
  if (asked.expected_method !== undefined && seen.method !== asked.expected_method)
    yield {
      isSetup: isSetup(asked, "expected_method"),
      message: `Request ${number} had method ${seen.method}, not ${asked.expected_method}`,
    };
}

const CONDITIONS = new Map([
  ["etag_validated", "if-none-match"],
  ["lm_validated", "if-modified-since"],
]);

function* requestFindings({ asked, number }: Step, seen: Seen | undefined): Generator<Finding> {
  const condition = CONDITIONS.get(asked.expected_type ?? "");
  const ofType = isSetup(asked, "expected_type");
  if (asked.expected_type !== undefined && seen === undefined)
    yield { isSetup: ofType, message: `Request ${number} was not sent to the origin` };
  if (condition !== undefined && seen?.headers[condition] === undefined)
    yield { isSetup: ofType, message: `Request ${number} has no ${condition}` };
  for (const expected of asked.expected_request_headers ?? []) {
    const [name, value] = typeof expected === "string" ? [expected] : expected;
    const sent = seen?.headers[name.toLowerCase()];
    if (value === undefined ? sent === undefined : sent !== value)
      yield {
        isSetup: isSetup(asked, "expected_request_headers"),
        message: `Request ${number} header ${name} is "${sent}"${value === undefined ? "" : `, not "${value}"`}`,
      };
  }
}

/** What the origin said has to reach the client. */
function* sentFindings({ asked, number, got: { headers } }: Step, { sent }: Seen): Generator<Finding> {
  for (const [name, , isCompared = true] of asked.response_headers ?? []) {
    const field = name.toLowerCase();
    const wanted = sent.get(field) ?? null;
    if (isCompared && field !== "date" && headers.get(name) !== wanted)
      yield {
        isSetup: true,
        message: `Response ${number} header ${name} is "${headers.get(name)}", not "${wanted}"`,
      };
  }
}
