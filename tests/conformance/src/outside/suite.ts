import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Where the suite's own files stand. */
export const DATA: string = join(import.meta.dirname, "../../cache-tests");

/** A header line. A number is a date, in seconds from now; `false` as third: not compared with what the client gets. */
export type Line = readonly [name: string, value: string | number, isCompared?: boolean];

/** What an answer has to carry: a field, a value, the value of another field, or a number above one. */
export type Expected =
  | string
  | readonly [name: string, value: string | number]
  | readonly [name: string, relation: "=" | ">", than: string | number];

/** An answer before the answer: its status and fields. */
export type Interim = readonly [status: number, lines?: readonly (readonly [name: string, value: string])[]];

/** What of an expectation can be called set-up by name. */
export type Expectation =
  | "expected_type"
  | "expected_method"
  | "expected_status"
  | "expected_request_headers"
  | "expected_response_headers"
  | "expected_response_headers_missing"
  | "expected_response_text"
  | "expected_interim_responses";

/** One request of a test, what the origin says to it, and what has to come of it. */
export interface SuiteRequest {
  /** What fails here is a failure of the test's set-up, not of what it asks. */
  readonly setup?: boolean;
  readonly setup_tests?: readonly Expectation[];
  readonly request_method?: string;
  readonly request_headers?: readonly Line[];
  readonly request_body?: string;
  readonly filename?: string;
  readonly query_arg?: string;
  readonly cache?: RequestCache;
  readonly redirect?: RequestRedirect;
  /** `If-Modified-Since` counts from the answer before. */
  readonly magic_ims?: boolean;
  /** Fields whose dates take the form of RFC 850, in lower case. */
  readonly rfc850date?: readonly string[];
  /** Three seconds pass after the answer. */
  readonly pause_after?: boolean;
  readonly response_status?: readonly [status: number, phrase: string];
  readonly response_headers?: readonly Line[];
  /** `Location` and `Content-Location` stand under the request's own URL. */
  readonly magic_locations?: boolean;
  /** null, or none given: the test's token. */
  readonly response_body?: string | null;
  /** How many seconds the answer is under way. */
  readonly response_pause?: number;
  readonly interim_responses?: readonly Interim[];
  /** The origin hangs up instead. */
  readonly disconnect?: boolean;
  readonly expected_type?: "cached" | "not_cached" | "etag_validated" | "lm_validated";
  readonly expected_method?: string;
  /** null: any. */
  readonly expected_status?: number | null;
  readonly expected_request_headers?: readonly (string | readonly [name: string, value: string])[];
  readonly expected_response_headers?: readonly Expected[];
  /** A field that must not be there, or must not have that in its value. */
  readonly expected_response_headers_missing?: readonly (string | readonly [name: string, value: string])[];
  /** null: any. */
  readonly expected_response_text?: string | null;
  readonly expected_interim_responses?: readonly Interim[];
  readonly check_body?: boolean;
}

/** One test of the suite. */
export interface SuiteTest {
  readonly id: string;
  readonly name: string;
  /** Left out: required. */
  readonly kind?: Kind;
  readonly depends_on?: readonly string[];
  /** For a browser's cache alone, for no browser's, for a CDN's alone. */
  readonly browser_only?: boolean;
  readonly browser_skip?: boolean;
  readonly cdn_only?: boolean;
  readonly requests: readonly SuiteRequest[];
}

/** The suite's own grades: a fault, a lost chance, or a question that has no wrong answer. */
export const KINDS = ["required", "optimal", "check"] as const;
export type Kind = (typeof KINDS)[number];

/** By the tests' ids: passed, or what kind of trouble and its words. As the suite's authors publish them. */
export type Results = Readonly<Record<string, true | readonly [kind: string, message: string]>>;

/** Tests about the same thing. */
export interface SuiteGroup {
  readonly id: string;
  readonly name: string;
  readonly tests: readonly SuiteTest[];
}

/** As the suite divides itself. */
export const GROUPS: readonly SuiteGroup[] = JSON.parse(readFileSync(join(DATA, "tests.json"), "utf8"));

/** Every test of the suite, in its order. */
export const SUITE: readonly SuiteTest[] = GROUPS.flatMap(({ tests }) => tests);

/** The grade of a test. */
export function kindOf({ kind }: SuiteTest): Kind {
  return kind ?? "required";
}
