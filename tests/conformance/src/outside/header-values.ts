import type { Line, SuiteRequest } from "./suite.ts";

/** What a definition's values are filled in from. */
export interface Filling {
  /** What a date counts from. */
  readonly nowMs: number;
  /** The path and query that was asked. */
  readonly path: string;
}

const DATES: ReadonlySet<string> = new Set([
  "date",
  "expires",
  "last-modified",
  "if-modified-since",
  "if-unmodified-since",
]);
const LOCATIONS: ReadonlySet<string> = new Set(["location", "content-location"]);

/** The value of a line as it goes over the wire. */
export function filled([name, value]: Line, asked: SuiteRequest, { nowMs, path }: Filling): string {
  const field = name.toLowerCase();
  if (typeof value === "number") {
    if (!DATES.has(field)) return String(value);
    const date = new Date(nowMs + value * 1_000);
    return asked.rfc850date?.includes(field) ? rfc850Date(date) : date.toUTCString();
  }
  if (asked.magic_locations && LOCATIONS.has(field)) return value === "" ? path : `${path}/${value}`;
  return value;
}

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

/** As in `Sunday, 06-Nov-94 08:49:37 GMT`. */
function rfc850Date(date: Date): string {
  const [, day, month, year, time] = date.toUTCString().split(" ");
  return `${DAYS[date.getUTCDay()]}, ${day}-${month}-${year?.slice(2)} ${time} GMT`;
}
