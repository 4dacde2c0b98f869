/** A value without parameters (RFC 9651 §3.3); a byte sequence is left in base64. */
export type BareItem =
  | { readonly type: "integer" | "decimal"; readonly value: number }
  | { readonly type: "string" | "token" | "bytes"; readonly value: string }
  | { readonly type: "boolean"; readonly value: boolean };

/** In the order sent; of a key given twice the last value counts. */
export type Parameters = ReadonlyMap<string, BareItem>;

/** A value with its parameters. */
export interface Item {
  readonly kind: "item";
  readonly bare: BareItem;
  readonly parameters: Parameters;
}

/** `(a b)` with its parameters. */
export interface InnerList {
  readonly kind: "inner-list";
  readonly items: readonly Item[];
  readonly parameters: Parameters;
}

/** What a list or a dictionary holds. */
export type Member = Item | InnerList;

/** Where reading stands. */
interface Cursor {
  readonly text: string;
  at: number;
}

const KEY = /[a-z*][a-z\d_.*-]*/y;
const TOKEN = /[A-Za-z*][\w!#$%&'*+.^`|~:/-]*/y;
/** A string, bytes whose padding may be missing (RFC 9651 §4.2.7), a boolean, a decimal, an integer. What follows too long a number is an error. */
const OTHERS =
  /"((?:[ !#-[\]-~]|\\["\\])*)"|:((?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}(?:==)?|[A-Za-z\d+/]{3}=?)?):|\?([01])|(-?\d{1,12}\.\d{1,3})|(-?\d{1,15})/y;
const BLANKS = /[ \t]*/y;
const SPACES = / */y;
const TRUE: BareItem = { type: "boolean", value: true };

/**
 * Reads a Dictionary (RFC 9651 §4.2.2) from all lines of a field; empty where they are. Keys are in the order sent.
 *
 * Strict: undefined on any error, so the field is as absent. The types are those of RFC 8941; a Date or a Display String is an error.
 */
export function parseDictionary(lines: readonly string[]): ReadonlyMap<string, Member> | undefined {
  const cursor = cursorOver(lines);
  const members = new Map<string, Member>();
  const complete = readMembers(cursor, () => {
    const key = readKey(cursor);
    if (key === undefined) return false;
    const member = cursor.text.charAt(cursor.at) === "=" ? valueAfterEquals(cursor) : trueItem(cursor);
    if (member === undefined) return false;
    members.set(key, member);
    return true;
  });
  return complete ? members : undefined;
}

/** Reads a List (RFC 9651 §4.2.1) from all lines of a field; empty where they are. As strict as {@link parseDictionary}. */
export function parseList(lines: readonly string[]): readonly Member[] | undefined {
  const cursor = cursorOver(lines);
  const members: Member[] = [];
  const complete = readMembers(cursor, () => {
    const member = readMember(cursor);
    if (member === undefined) return false;
    members.push(member);
    return true;
  });
  return complete ? members : undefined;
}

/** Writes a String (RFC 9651 §4.1.6); undefined where the text holds more than printable ASCII. */
export function serializeString(text: string): string | undefined {
  return /[^ -~]/.test(text) ? undefined : `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** Writes a Token (RFC 9651 §4.1.7); undefined where the text is none. */
export function serializeToken(text: string): string | undefined {
  return read({ text, at: 0 }, TOKEN)?.[0] === text ? text : undefined;
}

function cursorOver(lines: readonly string[]): Cursor {
  const cursor = { text: lines.join(","), at: 0 };
  read(cursor, SPACES);
  return cursor;
}

/** Calls `readOne` for each member; false on an error there or between members. */
function readMembers(cursor: Cursor, readOne: () => boolean): boolean {
  while (cursor.at < cursor.text.length) {
    if (!readOne()) return false;
    read(cursor, BLANKS);
    if (cursor.at === cursor.text.length) return true;
    if (!take(cursor, ",")) return false;
    read(cursor, BLANKS);
    if (cursor.at === cursor.text.length) return false;
  }
  return true;
}

function valueAfterEquals(cursor: Cursor): Member | undefined {
  cursor.at += 1;
  return readMember(cursor);
}

function trueItem(cursor: Cursor): Item | undefined {
  const parameters = readParameters(cursor);
  return parameters && { kind: "item", bare: TRUE, parameters };
}

function readMember(cursor: Cursor): Member | undefined {
  return take(cursor, "(") ? readInnerList(cursor) : readItem(cursor);
}

function readInnerList(cursor: Cursor): InnerList | undefined {
  const items: Item[] = [];
  while (cursor.at < cursor.text.length) {
    read(cursor, SPACES);
    if (take(cursor, ")")) {
      const parameters = readParameters(cursor);
      return parameters && { kind: "inner-list", items, parameters };
    }
    const item = readItem(cursor);
    const next = cursor.text.charAt(cursor.at);
    if (item === undefined || (next !== " " && next !== ")")) return undefined;
    items.push(item);
  }
  return undefined;
}

function readItem(cursor: Cursor): Item | undefined {
  const bare = readBareItem(cursor);
  if (bare === undefined) return undefined;
  const parameters = readParameters(cursor);
  return parameters && { kind: "item", bare, parameters };
}

function readParameters(cursor: Cursor): Parameters | undefined {
  const parameters = new Map<string, BareItem>();
  while (take(cursor, ";")) {
    read(cursor, SPACES);
    const key = readKey(cursor);
    const value = take(cursor, "=") ? readBareItem(cursor) : TRUE;
    if (key === undefined || value === undefined) return undefined;
    parameters.set(key, value);
  }
  return parameters;
}

function readKey(cursor: Cursor): string | undefined {
  return read(cursor, KEY)?.[0];
}

function readBareItem(cursor: Cursor): BareItem | undefined {
  const token = read(cursor, TOKEN)?.[0];
  if (token !== undefined) return { type: "token", value: token };
  const [, string, bytes, boolean, decimal, integer] = read(cursor, OTHERS) ?? [];
  if (string !== undefined) return { type: "string", value: string.replace(/\\(.)/g, "$1") };
  if (bytes !== undefined) return { type: "bytes", value: bytes };
  if (boolean !== undefined) return { type: "boolean", value: boolean === "1" };
  if (decimal !== undefined) return { type: "decimal", value: Number(decimal) };
  return integer === undefined ? undefined : { type: "integer", value: Number(integer) };
}

/** What a sticky pattern finds right there, and goes on behind it. */
function read(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text);
  if (found !== null) cursor.at = pattern.lastIndex;
  return found;
}

function take(cursor: Cursor, character: string): boolean {
  if (cursor.text.charAt(cursor.at) !== character) return false;
  cursor.at += 1;
  return true;
}
