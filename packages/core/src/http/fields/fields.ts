import type { HeaderList } from "../messages.ts";

const DOUBLE_QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const TOKEN_CHARACTERS = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const isTokenCode: Uint8Array = tokenCodes();

/* @__NO_SIDE_EFFECTS__ */
function tokenCodes(): Uint8Array {
  const isToken = new Uint8Array(128);
  for (let at = 0; at < TOKEN_CHARACTERS.length; at += 1) isToken[TOKEN_CHARACTERS.charCodeAt(at)] = 1;
  return isToken;
}

// Lines are not taken apart by patterns here: these are asked some thirty times about each answer, and a pattern makes an iterator a line.

/**
 * The values of every line of that name, in order. The name's case does not matter (RFC 9110 §5.1), and blanks around a value are no part of it
 * (§5.5), although some transports leave them there.
 */
export function fieldLines(headers: HeaderList, name: string): string[] {
  const lower = name.toLowerCase();
  const lines: string[] = [];
  for (const line of headers) if (sameName(line[0], lower)) lines.push(trimWhitespace(line[1]));
  return lines;
}

/** The lines of that name joined with `", "` (RFC 9110 §5.3), or undefined where there is none. An empty line is not an absent one. */
export function fieldValue(headers: HeaderList, name: string): string | undefined {
  const lower = name.toLowerCase();
  let joined: string | undefined;
  for (const line of headers) {
    if (!sameName(line[0], lower)) continue;
    const text = trimWhitespace(line[1]);
    joined = joined === undefined ? text : `${joined}, ${text}`;
  }
  return joined;
}

/** Whether there is a line of that name, even an empty one. */
export function hasField(headers: HeaderList, name: string): boolean {
  const lower = name.toLowerCase();
  for (const line of headers) if (sameName(line[0], lower)) return true;
  return false;
}

/**
 * The members of a comma-separated list (RFC 9110 §5.6.1): trimmed of SP and HTAB, empty ones dropped.
 *
 * A comma inside a quoted string does not separate; a backslash there escapes the next character. A quote that is
 * never closed is an ordinary character, so what follows it is still seen.
 */
export function listMembers(value: string): string[] {
  const members: string[] = [];
  let start = 0;
  let quotesClose = true;
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code === COMMA) {
      pushMember(members, value, start, at);
      start = at + 1;
    } else if (code === DOUBLE_QUOTE && quotesClose) {
      const close = closingQuote(value, at);
      // Every later quote was passed as an escaped one, in step with this scan: it would not find an end either.
      // Without this memory the scan would be quadratic.
      if (close === -1) quotesClose = false;
      else at = close;
    }
  }
  pushMember(members, value, start, value.length);
  return members;
}

/** Where the quoted string that opens at `open` closes, or -1. */
export function closingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === DOUBLE_QUOTE) return at;
    if (code === BACKSLASH) at += 1;
  }
  return -1;
}

/** Whether the text is an RFC 9110 §5.6.2 token, which is also what a field name must be. */
export function isToken(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (isTokenCode[text.charCodeAt(at)] !== 1) return false;
  return text.length > 0;
}

/** The headers without the lines of these names, which must be in lower case. */
export function withoutFields(headers: HeaderList, names: ReadonlySet<string>): HeaderList {
  return headers.filter(([name]) => !names.has(name.toLowerCase()));
}

/** The headers with all lines of that name replaced by one, where the first of them stood; else at the end. */
export function withField(headers: HeaderList, name: string, value: string): HeaderList {
  const lower = name.toLowerCase();
  const changed: (readonly [string, string])[] = [];
  let placed = false;
  for (const line of headers) {
    if (!sameName(line[0], lower)) changed.push(line);
    else if (!placed) {
      changed.push([name, value]);
      placed = true;
    }
  }
  if (!placed) changed.push([name, value]);
  return changed;
}

/** Whether the text can stand in one header line: no CR, LF or NUL (RFC 9110 §5.5). */
export function isFieldValue(text: string): boolean {
  return !(text.includes("\r") || text.includes("\n") || text.includes("\0"));
}

/** The text without SP and HTAB at both ends: optional whitespace is no part of a value (RFC 9110 §5.6.3). */
export function trimWhitespace(text: string): string {
  return trimmedSlice(text, 0, text.length);
}

function sameName(name: string, lower: string): boolean {
  return name.length === lower.length && (name === lower || name.toLowerCase() === lower);
}

function pushMember(members: string[], value: string, start: number, end: number): void {
  const member = trimmedSlice(value, start, end);
  if (member !== "") members.push(member);
}

function trimmedSlice(text: string, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from < to && isWhitespace(text.charCodeAt(from))) from += 1;
  while (to > from && isWhitespace(text.charCodeAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

function isWhitespace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
