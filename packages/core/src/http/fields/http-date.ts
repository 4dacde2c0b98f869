import type { Instant } from "../messages.ts";
import { trimWhitespace } from "./fields.ts";

interface CivilTime {
  readonly year: number;
  /** 0 is January. */
  readonly month: number;
  readonly day: number;
  readonly timeMs: number;
}

const DAY_MS = 86_400_000;
const MAX_DATE_MS: Instant = 253_402_300_799_000;
const MIN_DATE_MS: Instant = -62_167_219_200_000;
const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
const WEEKDAYS = "sunmontuewedthufrisat";
const WEEKDAYS_IN_FULL: ReadonlySet<string> = new Set([
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
]);
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Reads an HTTP date (RFC 9110 §5.6.7): IMF-fixdate, RFC 850 or asctime, always as UTC, names without regard to case.
 *
 * Undefined for everything else: another zone, a missing comma, a day that is not in the calendar. The weekday must be one, but need not fit.
 * @param nowMs decides the century of an RFC 850 year: at most 50 years ahead
 */
export function parseHttpDate(text: string, nowMs: Instant): Instant | undefined {
  const date = trimWhitespace(text);
  const comma = date.indexOf(",");
  if (comma === -1) return parseAsctime(date);
  return comma === 3 ? parseFixdate(date) : parseRfc850(date, comma, nowMs);
}

/** Writes an IMF-fixdate (RFC 9110 §5.6.7), rounded down to the second and kept within the years 0 to 9999, which the format can hold. */
export function formatHttpDate(atMs: Instant): string {
  return new Date(Math.max(MIN_DATE_MS, Math.min(MAX_DATE_MS, atMs))).toUTCString();
}

/** `Sun, 06 Nov 1994 08:49:37 GMT` */
function parseFixdate(date: string): Instant | undefined {
  if (date.length !== 29 || !hasSpacesAt(date, 4, 7, 11, 16) || !isZone(date, 25)) return undefined;
  if (!isWeekday(date)) return undefined;
  return instantOf({
    year: digitsAt(date, 12, 4),
    month: monthAt(date, 8),
    day: digitsAt(date, 5, 2),
    timeMs: timeAt(date, 17),
  });
}

/** `Sunday, 06-Nov-94 08:49:37 GMT` */
function parseRfc850(date: string, comma: number, nowMs: Instant): Instant | undefined {
  const rest = date.slice(comma + 1);
  if (rest.length !== 23 || !hasSpacesAt(rest, 0, 10) || !isZone(rest, 19)) return undefined;
  if (rest.charAt(3) !== "-" || rest.charAt(7) !== "-") return undefined;
  // A short prefix: anything longer is no weekday, and is not worth folding.
  if (comma > 9 || !WEEKDAYS_IN_FULL.has(date.slice(0, comma).toLowerCase())) return undefined;
  const digits = digitsAt(rest, 8, 2);
  const date850 = { month: monthAt(rest, 4), day: digitsAt(rest, 1, 2), timeMs: timeAt(rest, 11) };
  if (digits < 0) return undefined;
  return instantOf({ ...date850, year: fullYear(digits, date850, nowMs) });
}

/** `Sun Nov  6 08:49:37 1994` */
function parseAsctime(date: string): Instant | undefined {
  if (date.length !== 24 || !hasSpacesAt(date, 3, 7, 10, 19) || !isWeekday(date)) return undefined;
  return instantOf({
    year: digitsAt(date, 20, 4),
    month: monthAt(date, 4),
    day: date.charAt(8) === " " ? digitsAt(date, 9, 1) : digitsAt(date, 8, 2),
    timeMs: timeAt(date, 11),
  });
}

/** The latest year with these last two digits that puts the date at most 50 years ahead. */
function fullYear(digits: number, date: Omit<CivilTime, "year">, nowMs: Instant): number {
  const now = new Date(nowMs);
  const lastYear = now.getUTCFullYear() + 50;
  const year = lastYear - ((((lastYear - digits) % 100) + 100) % 100);
  if (year < lastYear) return year;
  const horizonMs =
    daysBefore(lastYear, now.getUTCMonth(), now.getUTCDate()) * DAY_MS +
    (((nowMs % DAY_MS) + DAY_MS) % DAY_MS);
  return daysBefore(year, date.month, date.day) * DAY_MS + date.timeMs > horizonMs ? year - 100 : year;
}

function instantOf({ year, month, day, timeMs }: CivilTime): Instant | undefined {
  if (year < 0 || month < 0 || timeMs < 0 || day < 1) return undefined;
  const leapDay = month === 1 && isLeapYear(year) ? 1 : 0;
  if (day > (DAYS_IN_MONTH[month] ?? 0) + leapDay) return undefined;
  return daysBefore(year, month, day) * DAY_MS + timeMs;
}

/** Days from 1970-01-01 to that day of the Gregorian calendar. */
function daysBefore(year: number, month: number, day: number): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const leapDay = month > 1 && isLeapYear(year) ? 1 : 0;
  return before * 365 + leapDays + (DAYS_BEFORE_MONTH[month] ?? 0) + leapDay + (day - 1) - 719_162;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** `08:49:37` as milliseconds into the day, or -1. Second 60 is legal. */
function timeAt(text: string, at: number): number {
  const hour = digitsAt(text, at, 2);
  const minute = digitsAt(text, at + 3, 2);
  const second = digitsAt(text, at + 6, 2);
  if (text.charAt(at + 2) !== ":" || text.charAt(at + 5) !== ":") return -1;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return -1;
  return (hour * 3600 + minute * 60 + second) * 1000;
}

/** That many digits as a number, or -1. */
function digitsAt(text: string, start: number, count: number): number {
  let value = 0;
  for (let at = start; at < start + count; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    // NaN, past the end, fails the comparison too.
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function monthAt(text: string, at: number): number {
  return threeLetterIndex(MONTHS, text.slice(at, at + 3));
}

function isWeekday(text: string): boolean {
  return threeLetterIndex(WEEKDAYS, text.slice(0, 3)) >= 0;
}

function threeLetterIndex(names: string, name: string): number {
  const at = names.indexOf(name.toLowerCase());
  return name.length === 3 && at % 3 === 0 ? at / 3 : -1;
}

function isZone(text: string, at: number): boolean {
  return text.slice(at).toLowerCase() === " gmt";
}

function hasSpacesAt(text: string, ...places: readonly number[]): boolean {
  return places.every((at) => text.charAt(at) === " ");
}
