/** One place of a glob: any text, or one character. */
export type Token = { readonly kind: "star" } | { readonly kind: "one"; matches(character: string): boolean };

export const STAR: Token = { kind: "star" };
const ANY_ONE: Token = { kind: "one", matches: () => true };
/** What stands in no URL as it is, or not everywhere: the URL parser writes an escape, some of them only in a path or only in a query. */
const ESCAPED = /[^!#$%&()*+,\-./\w:;=?@[\\\]|~]/;
const SOMETIMES_ESCAPED = /["'<>^`{}]/g;
/** Escapes in lower case, or of what needs none: of a URL that has only others, nothing is copied. */
const OTHER_ESCAPES = /%(?:[a-f][\da-fA-F]|[\dA-F][a-f]|2[DE]|3\d|4[1-9A-F]|5[\dAF]|6[1-9A-F]|7[\dAE])/g;
const UNRESERVED = /^[A-Za-z0-9\-._~]$/;

/** A path and query in the one form in which patterns and URLs are compared: escapes in upper case, and only where they are needed. */
export function comparable(text: string): string {
  return text.replace(OTHER_ESCAPES, normalEscape).replace(SOMETIMES_ESCAPED, escaped);
}

/** The tokens of a part of a pattern. `*` is any text, `?` any character, `[abc]` and `[!a-z]` are sets; everything else means itself, escaped as in a path. */
export function pathTokens(text: string): readonly Token[] {
  return globTokens(text, (character) => (ESCAPED.test(character) ? escaped(character) : character));
}

/** The same of what has no escapes: a scheme, a host, a port. */
export function globTokens(
  text: string,
  asWritten: (character: string) => string = String,
): readonly Token[] {
  const result: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    at += character.length;
    if (character === "*") {
      if (result.at(-1) !== STAR) result.push(STAR);
    } else if (character === "?") {
      result.push(ANY_ONE);
    } else if (character === "[") {
      const close = text.indexOf("]", at + 1);
      if (close < 0) throw new SyntaxError("a [ has no ]");
      result.push(characterSet(text.slice(at, close)));
      at = close + 1;
    } else {
      for (const one of asWritten(character)) result.push(literal(one));
    }
  }
  return result;
}

/** Going back only to the last star keeps the work within text × pattern, whatever the pattern. */
export function matchesTokens(pattern: readonly Token[], text: string): boolean {
  let at = 0;
  let token = 0;
  let starToken = -1;
  let starAt = 0;
  while (at < text.length) {
    const next = pattern[token];
    if (next?.kind === "one" && next.matches(text.charAt(at))) {
      at += 1;
      token += 1;
    } else if (next?.kind === "star") {
      // A star at the end takes whatever is left.
      if (token === pattern.length - 1) return true;
      starToken = token;
      starAt = at;
      token += 1;
    } else if (starToken >= 0) {
      starAt += 1;
      at = starAt;
      token = starToken + 1;
    } else return false;
  }
  while (pattern[token]?.kind === "star") token += 1;
  return token === pattern.length;
}

export function literal(character: string): Token {
  return { kind: "one", matches: (other) => other === character };
}

function characterSet(text: string): Token {
  const negated = text.startsWith("!");
  const ranges = rangesOf(negated ? text.slice(1) : text);
  const isUseful = ranges.some(([from, to]) => from <= to && !ESCAPED.test(from));
  if (!negated && !isUseful) throw new SyntaxError(`no character of a URL is in [${text}]`);
  const inside = (character: string): boolean =>
    ranges.some(([from, to]) => character >= from && character <= to);
  return { kind: "one", matches: (character) => inside(character) !== negated };
}

function rangesOf(members: string): readonly (readonly [from: string, to: string])[] {
  const ranges: (readonly [string, string])[] = [];
  for (let i = 0; i < members.length; i += 1) {
    const isRange = members.charAt(i + 1) === "-" && i + 2 < members.length;
    ranges.push([members.charAt(i), members.charAt(isRange ? i + 2 : i)]);
    if (isRange) i += 2;
  }
  return ranges;
}

function normalEscape(text: string): string {
  const character = String.fromCharCode(Number.parseInt(text.slice(1), 16));
  return UNRESERVED.test(character) ? character : text.toUpperCase();
}

function escaped(character: string): string {
  const bytes = new TextEncoder().encode(character);
  return [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
