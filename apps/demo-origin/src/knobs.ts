/** How an answer is to be, as the query of its URL says. */
export interface Knobs {
  /** Seconds for `max-age`. */
  readonly maxAge?: number;
  /** Seconds for `stale-while-revalidate`. */
  readonly swr?: number;
  /** Seconds for `stale-if-error`. */
  readonly sie?: number;
  /** `Cache-Control` as it stands, instead of the three above. */
  readonly cacheControl?: string;
  /** The opaque part of an `ETag`; empty: made from the body. */
  readonly etag?: string;
  /** Any date that can be read; empty: the first of January 2025. */
  readonly lastModified?: string;
  /** Field names for `Vary`; what they say in the request is told in the body. */
  readonly vary?: string;
  /** Milliseconds before the answer. */
  readonly delay?: number;
  readonly status?: number;
  /** The first so many requests of this URL are answered with 503. */
  readonly fail?: number;
  /** Every request of this URL after the first so many is answered with 503. */
  readonly failAfter?: number;
  /** So many redirects (302) before the answer. */
  readonly redirect?: number;
  /** Bytes of the body of `/json` and `/text`. */
  readonly size?: number;
  /** A `Set-Cookie` line. */
  readonly setCookie?: string;
}

/** A query that asks for something that is not there. */
export interface KnobProblem {
  readonly problem: string;
}

const NUMBERS = ["maxAge", "swr", "sie", "delay", "status", "fail", "failAfter", "redirect", "size"] as const;
const TEXTS = ["cacheControl", "etag", "lastModified", "vary", "setCookie"] as const;
const LARGEST_BODY = 1_073_741_824;

/** Every knob, sorted, for messages and for `--help`. */
export const KNOB_NAMES: readonly string[] = [...NUMBERS, ...TEXTS].sort();

/** Reads the knobs from a query. Names that are no knobs only tell URLs apart (`?page=2`). */
export function readKnobs(query: URLSearchParams): Knobs | KnobProblem {
  const knobs: Record<string, number | string> = {};
  for (const name of NUMBERS) {
    const text = query.get(name);
    if (text === null) continue;
    if (!/^\d{1,10}$/.test(text)) return { problem: `${name}=${text} is not a whole number` };
    knobs[name] = Number(text);
  }
  for (const name of TEXTS) {
    const text = query.get(name);
    if (text === null) continue;
    if (/[\r\n\0]/.test(text)) return { problem: `${name} has a line break` };
    knobs[name] = text;
  }
  return knobProblem(knobs) ?? knobs;
}

function knobProblem(knobs: Knobs): KnobProblem | undefined {
  const { status = 200, size = 0, lastModified } = knobs;
  if (status < 200 || status > 599) return { problem: `status=${status} is not between 200 and 599` };
  if (size > LARGEST_BODY) return { problem: `size=${size} is over ${LARGEST_BODY}` };
  if (lastModified && Number.isNaN(Date.parse(lastModified))) {
    return { problem: `lastModified=${lastModified} is not a date` };
  }
  return undefined;
}
