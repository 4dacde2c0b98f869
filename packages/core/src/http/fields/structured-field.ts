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
const NUMBER = /(-?\d+)(?:\.(\d*))?/y;
/** Padding may be missing (RFC 9651 §4.2.7). */
const BYTES = /:((?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}(?:==)?|[A-Za-z\d+/]{3}=?)?):/y;
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
  let written = "";
  for (const character of text) {
    if (!isPrintable(character)) return undefined;
    written += character === '"' || character === "\\" ? `\\${character}` : character;
  }
  return `"${written}"`;
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
  const first = cursor.text.charAt(cursor.at);
  if (first === '"') return readString(cursor);
  if (first === ":") return readBytes(cursor);
  if (first === "?") return readBoolean(cursor);
  const token = read(cursor, TOKEN)?.[0];
  return token === undefined ? readNumber(cursor) : { type: "token", value: token };
}

function readNumber(cursor: Cursor): BareItem | undefined {
  const [text = "", signed = "", fraction] = read(cursor, NUMBER) ?? [];
  const digits = signed.replace("-", "").length;
  if (fraction === undefined)
    return digits < 1 || digits > 15 ? undefined : { type: "integer", value: Number(text) };
  if (digits > 12 || fraction === "" || fraction.length > 3) return undefined;
  return { type: "decimal", value: Number(text) };
}

function readString(cursor: Cursor): BareItem | undefined {
  const { text } = cursor;
  let value = "";
  for (let at = cursor.at + 1; at < text.length; at += 1) {
    let character = text.charAt(at);
    if (character === '"') {
      cursor.at = at + 1;
      return { type: "string", value };
    }
    if (character === "\\") {
      at += 1;
      character = text.charAt(at);
      if (character !== '"' && character !== "\\") return undefined;
    }
    if (!isPrintable(character)) return undefined;
    value += character;
  }
  return undefined;
}

function readBoolean(cursor: Cursor): BareItem | undefined {
  const digit = cursor.text.charAt(cursor.at + 1);
  if (digit !== "0" && digit !== "1") return undefined;
  cursor.at += 2;
  return { type: "boolean", value: digit === "1" };
}

function readBytes(cursor: Cursor): BareItem | undefined {
  const value = read(cursor, BYTES)?.[1];
  return value === undefined ? undefined : { type: "bytes", value };
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

function isPrintable(character: string): boolean {
  return character >= " " && character <= "~" && character.length === 1;
}
