import { RcacheError } from "../errors/rcache-error.ts";

type Token = { readonly kind: "star" } | { readonly kind: "one"; matches(character: string): boolean };

const STAR: Token = { kind: "star" };
const ANY_ONE: Token = { kind: "one", matches: () => true };
// What the URL parser hands back unchanged; asked first, because the parser costs more. No dot segment, escape, numeric host or backslash.
const NORMAL =
  /^(https?):\/\/((?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*)(?::([1-9]\d{0,4}))?((?:\/(?!\.)[\w!$&()*+,;=:@~.-]*)*(?:\?[\w!$&()*+,;=:@~./?%-]+)?)$/;
const DEFAULT_PORTS: ReadonlyMap<string, string> = new Map([
  ["http", "80"],
  ["https", "443"],
]);
const IPV6_HOST = /^\[[0-9a-f:.]*:[0-9a-f:.]*\](?::(?:\d+|\*))?$/;
const SCHEME = /^([a-z][a-z0-9+.-]*|\*):\/\//i;

/**
 * Reads a glob of requests-cache's kind, but host-aware: the part before the first slash is the whole host, so `a.com` never matches
 * `a.com.evil.org`; the rest is a prefix of path and query. `*` crosses slashes, `?` is any character, `[abc]` and `[!a-z]` are sets.
 * Without a scheme it matches any; without a port, any. URLs are compared as the URL parser writes them (IDN in ASCII, paths escaped).
 *
 * @throws RcacheError `RCACHE_INVALID_PATTERN`
 */
export function urlGlob(pattern: string): (url: string) => boolean {
  if (pattern === "") throw invalidPattern(pattern, "it is empty");
  const scheme = SCHEME.exec(pattern)?.[1]?.toLowerCase();
  const rest = scheme === undefined ? pattern : pattern.slice(scheme.length + 3);
  const slash = rest.indexOf("/");
  const hostText = (slash < 0 ? rest : rest.slice(0, slash)).toLowerCase();
  const pathText = slash < 0 ? "*" : `${rest.slice(slash)}*`;
  const host = hostText === "" ? [STAR] : hostTokens(hostText, pattern);
  const path = tokens(pathText, pattern);
  const hasPort = /:(\d+|\*)$/.test(hostText);
  return (url) => {
    const parts = splitUrl(url);
    if (parts === undefined) return false;
    if (scheme !== undefined && scheme !== "*" && scheme !== parts.scheme) return false;
    return (
      matchesTokens(host, hasPort ? parts.hostAndPort : parts.host) && matchesTokens(path, parts.pathAndQuery)
    );
  };
}

interface UrlParts {
  readonly scheme: string;
  readonly host: string;
  readonly hostAndPort: string;
  readonly pathAndQuery: string;
}

/** As the client will read it: `https:/a.com`, `https://b.com\@a.com/` and `/x/../y` are not what they look like. */
function splitUrl(url: string): UrlParts | undefined {
  const normal = NORMAL.exec(url);
  if (normal !== null) {
    const [, scheme = "", host = "", port = "", tail = ""] = normal;
    return partsOf(scheme, host, port, tail.startsWith("/") ? tail : `/${tail}`);
  }
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port, pathname, search } = new URL(url);
  return partsOf(protocol.slice(0, -1), hostname.toLowerCase(), port, pathname + search);
}

function partsOf(scheme: string, host: string, port: string, pathAndQuery: string): UrlParts {
  return {
    scheme,
    host,
    hostAndPort: `${host}:${port === "" ? (DEFAULT_PORTS.get(scheme) ?? "") : port}`,
    pathAndQuery,
  };
}

/** The brackets of an IPv6 address are no set. */
function hostTokens(text: string, pattern: string): readonly Token[] {
  return IPV6_HOST.test(text)
    ? [...text].map((one) => (one === "*" ? STAR : literal(one)))
    : tokens(text, pattern);
}

function literal(character: string): Token {
  return { kind: "one", matches: (other) => other === character };
}

function tokens(text: string, pattern: string): readonly Token[] {
  const result: Token[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const character = text.charAt(i);
    if (character === "*") {
      if (result.at(-1) !== STAR) result.push(STAR);
    } else if (character === "?") {
      result.push(ANY_ONE);
    } else if (character === "[") {
      const close = text.indexOf("]", i + 2);
      if (close < 0) throw invalidPattern(pattern, "a [ has no ]");
      result.push(characterSet(text.slice(i + 1, close)));
      i = close;
    } else {
      result.push(literal(character));
    }
  }
  return result;
}

function characterSet(text: string): Token {
  const negated = text.startsWith("!");
  const members = negated ? text.slice(1) : text;
  const inside = (character: string): boolean => {
    for (let i = 0; i < members.length; i += 1) {
      if (members.charAt(i + 1) === "-" && i + 2 < members.length) {
        if (character >= members.charAt(i) && character <= members.charAt(i + 2)) return true;
        i += 2;
      } else if (character === members.charAt(i)) return true;
    }
    return false;
  };
  return { kind: "one", matches: (character) => inside(character) !== negated };
}

// Going back only to the last star keeps the work within text × pattern, whatever the pattern.
function matchesTokens(pattern: readonly Token[], text: string): boolean {
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

function invalidPattern(pattern: string, why: string): RcacheError {
  return new RcacheError(
    "RCACHE_INVALID_PATTERN",
    `the URL pattern ${JSON.stringify(pattern)} cannot be read: ${why}`,
    {
      remedy: "Write a glob such as 'api.example.com/users/*' or '*.example.com', a RegExp, or a URLPattern.",
    },
  );
}
