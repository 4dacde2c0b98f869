import type { Instant } from "../messages.ts";
import { trimWhitespace } from "./fields.ts";

/** The calendar repeats itself after so many years, of 146,097 days. */
const CYCLE_YEARS = 400;
const CYCLE_MS = 12_622_780_800_000;
const MAX_DATE_MS: Instant = 253_402_300_799_000;
const MIN_DATE_MS: Instant = -62_167_219_200_000;
const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
const WEEKDAYS = "sunmontuewedthufrisat";
const RFC_850 = /^(mon|tues|wednes|thurs|fri|satur|sun)day, (\d\d)-([a-z]{3})-(\d\d) (\S{8}) gmt$/i;
const ASCTIME = /^([a-z]{3}) ([a-z]{3}) ([ \d]\d) (\S{8}) (\d{4})$/i;

/**
 * Reads an HTTP date (RFC 9110 §5.6.7): IMF-fixdate, RFC 850 or asctime, always as UTC, names without regard to case.
 *
 * Undefined for everything else: another zone, a missing comma, a day that is not in the calendar. The weekday must be one, but need not fit.
 * @param nowMs decides the century of an RFC 850 year: at most 50 years ahead
 */
export function parseHttpDate(text: string, nowMs: Instant): Instant | undefined {
  const date = trimWhitespace(text);
  return parseFixdate(date) ?? parseRfc850(date, nowMs) ?? parseAsctime(date);
}

/** Writes an IMF-fixdate (RFC 9110 §5.6.7), rounded down to the second and kept within the years 0 to 9999, which the format can hold. */
export function formatHttpDate(atMs: Instant): string {
  return new Date(Math.max(MIN_DATE_MS, Math.min(MAX_DATE_MS, atMs))).toUTCString();
}

/** `Sun, 06 Nov 1994 08:49:37 GMT`. By far the most frequent form: read without a pattern, which would take three times as long. */
function parseFixdate(date: string): Instant | undefined {
  if (date.length !== 29 || date.slice(25).toLowerCase() !== " gmt" || nameAt(WEEKDAYS, date, 0) < 0)
    return undefined;
  if (date[3] !== "," || date[4] !== " " || date[7] !== " " || date[11] !== " " || date[16] !== " ")
    return undefined;
  const year = digitsAt(date, 12, 4);
  const month = nameAt(MONTHS, date, 8);
  const day = digitsAt(date, 5, 2);
  const timeMs = timeAt(date, 17);
  if (year < 0 || month < 0 || timeMs < 0) return undefined;
  // A cycle later, since a Date takes the years before 100 for those of the twentieth century.
  const midnight = new Date(Date.UTC(year + CYCLE_YEARS, month, day));
  return midnight.getUTCDate() === day ? midnight.getTime() - CYCLE_MS + timeMs : undefined;
}

/** `Sunday, 06-Nov-94 08:49:37 GMT`, in the latest year with these last two digits that puts the date at most 50 years ahead. */
function parseRfc850(date: string, nowMs: Instant): Instant | undefined {
  const [whole, weekday, day, month, digits, time] = RFC_850.exec(date) ?? [];
  if (whole === undefined) return undefined;
  const inYear = (year: number) =>
    parseFixdate(`${weekday?.slice(0, 3)}, ${day} ${month} ${year} ${time} GMT`);
  const lastYear = new Date(nowMs).getUTCFullYear() + 50;
  const year = lastYear - ((lastYear - Number(digits)) % 100);
  const atMs = inYear(year);
  const horizonMs = new Date(nowMs).setUTCFullYear(lastYear);
  return atMs !== undefined && atMs > horizonMs ? inYear(year - 100) : atMs;
}

/** `Sun Nov  6 08:49:37 1994` */
function parseAsctime(date: string): Instant | undefined {
  const [whole, weekday, month, day, time, year] = ASCTIME.exec(date) ?? [];
  if (whole === undefined) return undefined;
  return parseFixdate(`${weekday}, ${day?.replace(" ", "0")} ${month} ${year} ${time} GMT`);
}

/** `08:49:37` as milliseconds into the day, or -1. Second 60 is legal. */
function timeAt(text: string, at: number): number {
  const hour = digitsAt(text, at, 2);
  const minute = digitsAt(text, at + 3, 2);
  const second = digitsAt(text, at + 6, 2);
  if (text[at + 2] !== ":" || text[at + 5] !== ":") return -1;
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

/** Which of these names of three letters stands there, or -1. */
function nameAt(names: string, text: string, start: number): number {
  const at = names.indexOf(text.slice(start, start + 3).toLowerCase());
  return at % 3 === 0 ? at / 3 : -1;
}
