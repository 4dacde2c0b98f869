import { STORAGE_FAMILIES, STORAGE_TABLE } from "./ported-storage.ts";
import { from } from "./ranges.ts";

/** Where a behaviour of requests-cache stands that no test names by its id. */
export type Standing =
  /** A rule of HTTP caching says the same, where headers decide. */
  | { readonly kind: "rule"; readonly row: number }
  /** A test whose title holds this. */
  | { readonly kind: "test"; readonly title: string }
  /** Promises that the testkit holds every backend or serializer to, by their ids. */
  | { readonly kind: "contract"; readonly promises: readonly string[] }
  /** It is not ported, and why. */
  | { readonly kind: "left-out"; readonly why: string };

/** A family of ids, and what they are about. */
export interface Family {
  readonly prefix: string;
  readonly about: string;
  readonly numbers: readonly number[];
}

/** All behaviours: ids of the inventory that this project was built from. */
export const FAMILIES: readonly Family[] = [
  {
    prefix: "POL-",
    about: "expiration and directives",
    numbers: [...from(1, 13), ...from(20, 26), ...from(30, 51)],
  },
  { prefix: "VARY-", about: "matched headers and Vary", numbers: from(1, 10) },
  { prefix: "PIPE-", about: "the way of a request", numbers: from(1, 19) },
  { prefix: "RDR-", about: "redirects", numbers: from(1, 9) },
  { prefix: "KEY-", about: "keys and redaction", numbers: from(1, 16) },
  { prefix: "PAT-", about: "a cache in front of the process", numbers: from(1, 13) },
  { prefix: "V", about: "what was found surprising there", numbers: from(1, 35) },
  {
    prefix: "G-",
    about: "cases: matching, expiration, decisions, revalidation, errors, redirects",
    numbers: from(35, 197),
  },
  ...STORAGE_FAMILIES,
];

/** How the ids of a family are written. */
export function idOf({ prefix }: Family, number: number): string {
  if (prefix === "V") return `V${number}`;
  return prefix + String(number).padStart(prefix === "G-" ? 3 : 2, "0");
}

const ONE_REQUEST = "rcache has no prepared requests: a request and its options are one call.";

// Id | rule n, test: part of a title, or not: why
const TABLE = `
POL-06 | test: G-088 POL-05
POL-08 | not: A string is a duration. To give a date, pass a Date. HTTP dates in responses are read as RFC 9110 defines.
POL-09 | test: G-091 an invalid date is refused
POL-10 | not: No conversion is needed: times are stored as milliseconds.
POL-11 | not: The clock option replaces these functions, and a JavaScript Date has no time zone.
POL-12 | not: TypeScript's own types replace them.
POL-31 | rule 109
POL-32 | rule 108
POL-34 | rule 9
POL-39 | rule 128
POL-40 | rule 80
POL-41 | rule 7
POL-42 | rule 98
POL-43 | rule 100
POL-44 | rule 132
POL-47 | rule 115
POL-48 | rule 41
POL-49 | rule 89
POL-51 | not: response.cache and cache.explain() show the decision as plain data.
VARY-05 | rule 49
PIPE-02 | rule 9
PIPE-05 | test: G-164
PIPE-08 | test: G-132, G-133
PIPE-09 | rule 116
PIPE-10 | rule 49
PIPE-12 | rule 80
PIPE-15 | test: G-172, V10
PIPE-16 | test: G-188
RDR-01 | test: a hop is stored whatever allowableCodes says
KEY-01 | test: G-059
KEY-02 | rule 47
KEY-14 | not: cache.keyOf() returns the key of a request. The steps that lead to it are internal.
KEY-15 | not: TLS verification belongs to the HTTP client. Use keyFn if such requests need keys of their own.
KEY-16 | rule 137
PAT-02 | not: installCache() installs a cache, not a class. Pass what a session would add as options.
PAT-11 | test: forty requests side by side in three scopes
PAT-12 | test: PAT-01 PAT-03 caches what node:http and fetch ask
PAT-13 | not: Nothing inherits from a patched class. A client defined after installCache() is cached because it calls the patched functions.
V24 | test: SQL-05 is rejected after busyTimeoutMs and forgotten
V25 | test: hands out a copy of what waits
V27 | test: is none for what never expires, and with ttl: false
V28 | test: nested, the one installed last counts
V30 | not: rcache has no cookie jar. The response that came from the origin carries Set-Cookie; with replaySetCookie, stored responses and the history carry it too.
V34 | test: run to their end and print what they promise
V35 | test: costs requests nothing but the cache
G-046 | rule 173
G-050 | not: A session accepts every type that URLSearchParams accepts.
G-051 | test: VARY-03
G-087 | not: A JavaScript Date has no time zone.
G-090 | not: A string is a duration. To give a date, pass a Date.
G-098 | not: ${ONE_REQUEST}
G-107 | rule 59
G-151 | not: ${ONE_REQUEST}
G-153 | not: ${ONE_REQUEST}
G-165 | test: F9 what another serializer wrote
G-167 | test: SES-37
G-178 | not: ${ONE_REQUEST}
`;

/** By id. */
export const STANDINGS: ReadonlyMap<string, Standing> = new Map(
  [TABLE, STORAGE_TABLE].flatMap((table) => table.trim().split("\n").map(standingOf)),
);

function standingOf(line: string): readonly [string, Standing] {
  const [id = "", said = ""] = line.split(" | ");
  const [, kind, text = ""] = /^(rule|test:|contract:|not:) (.*)$/.exec(said) ?? [];
  if (kind === "rule") return [id, { kind: "rule", row: Number(text) }];
  if (kind === "test:") return [id, { kind: "test", title: text }];
  if (kind === "contract:") return [id, { kind: "contract", promises: text.split(" ") }];
  if (kind === "not:") return [id, { kind: "left-out", why: text }];
  throw new Error(`not a standing: ${line}`);
}
