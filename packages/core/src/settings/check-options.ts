import { RcacheError } from "../errors/rcache-error.ts";
import { isAsyncFunction } from "./at-once.ts";
import { type Duration, durationMs } from "./duration.ts";

/** What the value of an option has to be. */
export interface OptionRule {
  /** In words that complete "it is not …" and "Give …". */
  readonly expected: string;
  /** Whether a value is right. */
  readonly holds: (value: unknown) => boolean;
  /** How messages show a wrong value, if it may contain a secret. */
  readonly shown?: (value: unknown) => string;
}

/** A rule for every option. A missing rule and a rule for an option that does not exist are compile errors. */
export type OptionRules<T extends object> = { readonly [K in keyof Required<T>]: OptionRule };

/** Throws where the value is wrong for the option. */
export type Check = (value: unknown, option: string) => void;

/** The rule for an option that is `true` or `false`. */
export const flagRule: OptionRule = {
  expected: "true or false",
  holds: (value) => typeof value === "boolean",
};

/** The rule for an option of type {@link Duration} that is finite and not negative. */
export const durationRule: OptionRule = {
  expected: "a duration of 0 or more: a number of seconds, '30s', '1h', { hours: 1 }",
  holds: isDuration,
};

/**
 * Checks the options of a backend, a stage or anything else before they are used. An option that is `undefined` counts as not given.
 *
 * @param owner the function that takes the options, such as `"redisBackend"`: messages then name an option `redisBackend.port`
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION` with the nearest known name; `RCACHE_INVALID_OPTION` with the value and what it has to be, or
 * if the options are not an object
 */
export function checkOptions<T extends object>(owner: string, options: T, rules: OptionRules<T>): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw invalidOption(`options of ${owner}`, options, "an object");
  const checks = Object.entries<OptionRule>(rules).map(([name, rule]) => [name, checkOf(rule)] as const);
  checkEach(options, Object.fromEntries(checks), `${owner}.`);
}

/** The check of a list, which names the member that is wrong. */
/* @__NO_SIDE_EFFECTS__ */
export function expectsEach(list: string, member: string, holds: (value: unknown) => boolean): Check {
  return (value, option) => {
    if (!Array.isArray(value)) throw invalidOption(option, value, list);
    for (const [at, each] of value.entries())
      if (!holds(each)) throw invalidOption(`${option}[${at}]`, each, member);
  };
}

/** The check of a rule without more. */
/* @__NO_SIDE_EFFECTS__ */
export function expects(expected: string, holds: (value: unknown) => boolean): Check {
  return checkOf({ expected, holds });
}

function checkOf({ expected, holds, shown = shownValue }: OptionRule): Check {
  return (value, option) => {
    if (!holds(value)) throw invalidValue(option, shown(value), expected);
  };
}

/**
 * Checks every option that has a value.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION` with the nearest name there is, `RCACHE_INVALID_OPTION`, or what a check throws
 */
export function checkEach(options: object, checks: Readonly<Record<string, Check>>, prefix: string): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw invalidOption(
      prefix === "" ? "options" : prefix.replace(/\.$/, ""),
      options,
      "an object with options",
    );
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check === undefined) throw unknownOption(`${prefix}${name}`, name, Object.keys(checks));
    if (value !== undefined) check(value, `${prefix}${name}`);
  }
}

/**
 * Returns the error for an option with a wrong value, as {@link checkOptions} throws it. Use it for checks that a rule cannot express.
 *
 * @param expected what the value has to be, in words that complete "it is not …" and "Give …"
 */
export function invalidOption(option: string, value: unknown, expected: string): RcacheError {
  return invalidValue(option, shownValue(value), expected);
}

function invalidValue(option: string, shown: string, expected: string): RcacheError {
  return new RcacheError("RCACHE_INVALID_OPTION", `${option}: ${shown} is not ${expected}`, {
    remedy: `Give ${expected}.`,
  });
}

function unknownOption(option: string, name: string, known: readonly string[]): RcacheError {
  return new RcacheError("RCACHE_UNKNOWN_OPTION", `there is no option ${JSON.stringify(option)}`, {
    remedy: `Options are: ${[...known].sort().join(", ")}.`,
    unknown: { name, known },
  });
}

function shownValue(value: unknown): string {
  if (typeof value === "function") return isAsyncFunction(value) ? "an async function" : "a function";
  if (typeof value === "object" && value !== null)
    return value instanceof Date ? "a Date" : Array.isArray(value) ? "a list" : "an object";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function isDuration(value: unknown): boolean {
  try {
    // The cast: what is none throws.
    const ms = durationMs(value as Duration);
    return ms >= 0 && Number.isFinite(ms);
  } catch {
    return false;
  }
}
