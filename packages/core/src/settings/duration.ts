import { RcacheError } from "../errors/rcache-error.ts";
import { type Instant, NEVER_MS } from "../http/messages.ts";

type Unit = "ms" | "s" | "m" | "h" | "d" | "w";
/** A duration in parts, which are added up. */
export interface DurationObject {
  weeks?: number;
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
}
/**
 * A length of time: a number of seconds (as in requests-cache), a text such as `'500ms'`, `'30s'`, `'5m'`, `'1h'`, `'7d'` or `'2w'`, or an object
 * such as `{ hours: 1 }`.
 */
export type Duration = number | `${number}${Unit}` | DurationObject;

/** The response never expires. */
export const NEVER_EXPIRE = -1 as const;
/**
 * The response expires at once, so the origin is asked every time. It is stored only if that is useful: if it has a validator (`ETag`,
 * `Last-Modified`), or if `staleIfError` is set.
 */
export const EXPIRE_IMMEDIATELY = 0 as const;
/** Neither stored nor looked up. It is a string, so that you can write it in a configuration file, an environment variable or on the command line. */
export const DO_NOT_CACHE = "do-not-cache" as const;

/** When a response expires: a duration from now, a date, {@link NEVER_EXPIRE}, {@link EXPIRE_IMMEDIATELY} or {@link DO_NOT_CACHE}. */
export type Expiration = Duration | Date | typeof DO_NOT_CACHE;

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const OBJECT_MS: Readonly<Record<string, number>> = {
  weeks: 604_800_000,
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
  milliseconds: 1,
};
const TEXT = /^(-?(?:\d+\.?\d*|\.\d+))(ms|s|m|h|d|w)$/;

/**
 * A duration in milliseconds; a negative one means "already over", except the number -1, which callers treat as never.
 *
 * @throws RcacheError `RCACHE_INVALID_DURATION`
 */
export function durationMs(duration: Duration, option = "duration"): number {
  if (typeof duration === "number" && !Number.isNaN(duration)) return duration * 1_000;
  if (typeof duration === "string") {
    const ms = textMs(duration);
    if (ms !== undefined) return ms;
  }
  if (isPlainObject(duration)) return objectMs(duration, option);
  throw invalidDuration(duration, option);
}

let lastText: { readonly text: string; readonly ms: number | undefined } | undefined;

/** Remembers the last text: a cache reads its own again for every response. */
function textMs(text: string): number | undefined {
  if (lastText?.text === text) return lastText.ms;
  const parts = TEXT.exec(text);
  const unit = UNIT_MS[parts?.[2] ?? ""];
  const ms = parts && unit !== undefined ? Number(parts[1]) * unit : undefined;
  lastText = { text, ms };
  return ms;
}

function objectMs(duration: object, option: string): number {
  let total = 0;
  const parts = Object.entries(duration);
  for (const [name, value] of parts) {
    const unit = Object.hasOwn(OBJECT_MS, name) ? OBJECT_MS[name] : undefined;
    if (unit === undefined || typeof value !== "number") throw invalidDuration(duration, option);
    total += unit * value;
  }
  if (parts.length === 0 || Number.isNaN(total)) throw invalidDuration(duration, option);
  return total;
}

/**
 * When something expires that starts to count at `fromMs`; undefined for {@link DO_NOT_CACHE}.
 *
 * @throws RcacheError `RCACHE_INVALID_DURATION`
 */
export function expirationAt(
  expiration: Expiration,
  fromMs: Instant,
  option = "expireAfter",
): Instant | undefined {
  if (expiration === DO_NOT_CACHE) return undefined;
  if (expiration === NEVER_EXPIRE || expiration === Number.POSITIVE_INFINITY) return NEVER_MS;
  if (expiration instanceof Date) {
    const at = expiration.getTime();
    if (Number.isNaN(at)) throw invalidDuration("an invalid Date", option);
    return at;
  }
  return Math.min(fromMs + durationMs(expiration, option), NEVER_MS);
}

/** The instant that a duration before `nowMs`, or a date, means. */
export function instantBefore(x: Duration | Date, nowMs: Instant): Instant {
  return x instanceof Date ? x.getTime() : nowMs - durationMs(x, "olderThan");
}

function isPlainObject(x: unknown): x is object {
  return typeof x === "object" && x !== null && !Array.isArray(x) && !(x instanceof Date);
}

function invalidDuration(value: unknown, option: string): RcacheError {
  return new RcacheError("RCACHE_INVALID_DURATION", `${option}: ${shown(value)} is not a duration`, {
    remedy:
      "Give a number of seconds, a text such as '30s', '5m', '1h', '7d', or an object such as { hours: 1 }.",
  });
}

// By hand: JSON.stringify throws for a bigint and for a circle, and this is the way to another error.
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  const parts = Object.entries(value).map(
    ([name, part]) => `${name}: ${typeof part === "object" && part !== null ? "an object" : String(part)}`,
  );
  return parts.length === 0 ? "an empty object" : `{ ${parts.join(", ")} }`;
}
