import { MAX_DELTA_SECONDS, parseDeltaSeconds } from "./delta-seconds.ts";
import { closingQuote, isToken, listMembers, trimWhitespace } from "./fields.ts";

/**
 * What `Cache-Control` says, in a request or a response (RFC 9111 §5.2, RFC 5861, RFC 8246). Times in seconds.
 *
 * A directive given twice has its most restrictive reading, so that order cannot lengthen a life: the smallest number,
 * for `min-fresh` the largest; `'invalid'` beats numbers. A flag is in force whatever argument it carries.
 */
export interface CacheDirectives {
  /** Whether there was a `Cache-Control` line at all, even an empty one. */
  readonly present: boolean;
  readonly noStore: boolean;
  /** The unqualified form, or one whose field list cannot be read. */
  readonly noCache: boolean;
  /** The field names of `no-cache="a, b"`, in lower case; empty where `noCache`, which says more. */
  readonly noCacheFields: readonly string[];
  /** The unqualified form, or one whose field list cannot be read. */
  readonly private: boolean;
  /** The field names of `private="a, b"`, in lower case; empty where `private`, which says more. */
  readonly privateFields: readonly string[];
  readonly public: boolean;
  readonly mustRevalidate: boolean;
  readonly proxyRevalidate: boolean;
  readonly mustUnderstand: boolean;
  readonly noTransform: boolean;
  readonly immutable: boolean;
  readonly onlyIfCached: boolean;
  /** `'invalid'`: present, and to be read as 0. */
  readonly maxAge?: number | "invalid";
  /** `'invalid'`: present, and to be read as 0. */
  readonly sMaxage?: number | "invalid";
  /** Infinity for the bare directive; absent where it cannot be read. */
  readonly maxStale?: number;
  /** The largest number where it cannot be read: nothing is that fresh. */
  readonly minFresh?: number;
  /** Absent where it cannot be read. */
  readonly staleWhileRevalidate?: number;
  /** Absent where it cannot be read. */
  readonly staleIfError?: number;
}

/** What an absent `Cache-Control` says: nothing. */
export const NO_DIRECTIVES: CacheDirectives = /* @__PURE__ */ Object.freeze({
  present: false,
  noStore: false,
  noCache: false,
  noCacheFields: /* @__PURE__ */ Object.freeze([]),
  private: false,
  privateFields: /* @__PURE__ */ Object.freeze([]),
  public: false,
  mustRevalidate: false,
  proxyRevalidate: false,
  mustUnderstand: false,
  noTransform: false,
  immutable: false,
  onlyIfCached: false,
});

type Draft = { -readonly [Name in keyof CacheDirectives]: CacheDirectives[Name] };
type FlagName =
  | "noStore"
  | "public"
  | "mustRevalidate"
  | "proxyRevalidate"
  | "mustUnderstand"
  | "noTransform"
  | "immutable"
  | "onlyIfCached";

/** What permits staleness: one that cannot be read permits none. */
type UnlessUnreadable = "maxStale" | "staleWhileRevalidate" | "staleIfError";

interface Argument {
  readonly text: string;
  readonly quoted: boolean;
}

const permissions: Record<"max-stale" | "stale-while-revalidate" | "stale-if-error", UnlessUnreadable> = {
  "max-stale": "maxStale",
  "stale-while-revalidate": "staleWhileRevalidate",
  "stale-if-error": "staleIfError",
};

const flags: ReadonlyMap<string, FlagName> = new Map([
  ["no-store", "noStore"],
  ["public", "public"],
  ["must-revalidate", "mustRevalidate"],
  ["proxy-revalidate", "proxyRevalidate"],
  ["must-understand", "mustUnderstand"],
  ["no-transform", "noTransform"],
  ["immutable", "immutable"],
  ["only-if-cached", "onlyIfCached"],
]);

/** What is known while reading. Names and faults settle only at the end, whatever the order of the members. */
interface Reading {
  readonly draft: Draft;
  readonly noCacheFields: Set<string>;
  readonly privateFields: Set<string>;
  readonly unreadable: Set<UnlessUnreadable>;
}

/**
 * Reads every `Cache-Control` line of one message. Never throws; what it does not know it ignores.
 *
 * Lines are read one by one, so an unclosed quote in one cannot hide the next. Without lines it answers {@link NO_DIRECTIVES} itself.
 */
export function parseCacheControl(lines: readonly string[]): CacheDirectives {
  if (lines.length === 0) return NO_DIRECTIVES;
  const draft: Draft = { ...NO_DIRECTIVES, present: true };
  const reading: Reading = {
    draft,
    noCacheFields: new Set(),
    privateFields: new Set(),
    unreadable: new Set(),
  };
  for (const line of lines) for (const member of listMembers(line)) readMember(reading, member);
  for (const name of reading.unreadable) delete draft[name];
  if (!draft.noCache) draft.noCacheFields = [...reading.noCacheFields];
  if (!draft.private) draft.privateFields = [...reading.privateFields];
  return draft;
}

function readMember(reading: Reading, member: string): void {
  const equals = member.indexOf("=");
  const name = (equals === -1 ? member : trimWhitespace(member.slice(0, equals))).toLowerCase();
  const flag = flags.get(name);
  if (flag !== undefined) reading.draft[flag] = true;
  else if (name === "no-cache" || name === "private") readFieldNames(reading, name, member, equals);
  else readSeconds(reading, name, member, equals);
}

function readFieldNames(
  reading: Reading,
  name: "no-cache" | "private",
  member: string,
  equals: number,
): void {
  const argument = argumentOf(member, equals);
  const names = argument?.quoted ? fieldNames(argument.text) : undefined;
  if (names === undefined) reading.draft[name === "private" ? "private" : "noCache"] = true;
  else {
    const known = name === "private" ? reading.privateFields : reading.noCacheFields;
    for (const each of names) known.add(each);
  }
}

function readSeconds({ draft, unreadable }: Reading, name: string, member: string, equals: number): void {
  switch (name) {
    case "max-age":
      draft.maxAge = shorter(draft.maxAge, secondsOf(member, equals));
      break;
    case "s-maxage":
      draft.sMaxage = shorter(draft.sMaxage, secondsOf(member, equals));
      break;
    case "min-fresh":
      draft.minFresh = Math.max(draft.minFresh ?? 0, secondsOf(member, equals) ?? MAX_DELTA_SECONDS);
      break;
    case "max-stale":
    case "stale-while-revalidate":
    case "stale-if-error": {
      const key = permissions[name];
      const bare = name === "max-stale" && equals === -1;
      const seconds = bare ? Number.POSITIVE_INFINITY : secondsOf(member, equals);
      if (seconds === undefined) unreadable.add(key);
      else draft[key] = Math.min(draft[key] ?? Number.POSITIVE_INFINITY, seconds);
    }
  }
}

function secondsOf(member: string, equals: number): number | undefined {
  return parseDeltaSeconds(argumentOf(member, equals)?.text ?? "");
}

/** What stands behind `=`; undefined without one, with whitespace beside it, or where a quoted string does not end with the member. */
function argumentOf(member: string, equals: number): Argument | undefined {
  if (equals === -1 || isSpace(member, equals - 1) || isSpace(member, equals + 1)) return undefined;
  const text = member.slice(equals + 1);
  if (!text.startsWith('"')) return { text, quoted: false };
  if (closingQuote(text, 0) !== text.length - 1) return undefined;
  return { text: unescaped(text.slice(1, -1)), quoted: true };
}

function isSpace(text: string, at: number): boolean {
  const character = text.charAt(at);
  return character === " " || character === "\t";
}

function unescaped(quoted: string): string {
  if (!quoted.includes("\\")) return quoted;
  let text = "";
  for (let at = 0; at < quoted.length; at += 1) {
    if (quoted.charAt(at) === "\\") at += 1;
    text += quoted.charAt(at);
  }
  return text;
}

/** undefined where the list is empty or holds something that is no field name: then the directive counts as unqualified. */
function fieldNames(text: string): readonly string[] | undefined {
  const members = listMembers(text);
  return members.length > 0 && members.every(isToken) ? members.map((name) => name.toLowerCase()) : undefined;
}

function shorter(known: number | "invalid" | undefined, seconds: number | undefined): number | "invalid" {
  if (seconds === undefined || known === "invalid") return "invalid";
  return known === undefined ? seconds : Math.min(known, seconds);
}
