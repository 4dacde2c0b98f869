import { RcacheError } from "../../errors/rcache-error.ts";
import { type HostTokens, hostTokens } from "./glob-host.ts";
import { comparable, globTokens, matchesTokens, pathTokens, type Token } from "./glob-tokens.ts";

// What the URL parser hands back unchanged; asked first, because the parser costs more. No dot segment, escape, numeric host or backslash.
const NORMAL =
  /^(https?):\/\/((?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*)(?::([1-9]\d{0,4}))?((?:\/(?!\.)[\w!$&()*+,;=:@~.-]*)*(?:\?[\w!$&()*+,;=:@~./?%-]+)?)$/;
/** Of a very long URL, the pattern would take more of the stack than there is. */
const LONGEST_NORMAL = 2_000;
const DEFAULT_PORTS: ReadonlyMap<string, string> = new Map([
  ["http", "80"],
  ["https", "443"],
]);
const SCHEME = /^(?:([a-z0-9+.*?[\]!-]*):)?\/\//i;
const HALF_A_SCHEME = /^https?:(?!\/\/|[\d*?[])/i;
/** Behind a question mark in a host these can only be a query. */
const BEGINS_QUERY = /\?(?=[^/]*[^a-z0-9.*?[\]!:/-])/i;
/** What ends a file's name and no host's. */
const EXTENSIONS: ReadonlySet<string> = /* @__PURE__ */ new Set(
  /* @__PURE__ */ "png jpg jpeg gif svg webp avif ico bmp css js mjs cjs json jsonl xml html htm xhtml txt csv tsv pdf gz tgz bz2 xz 7z rar tar mp3 mp4 m4a wav ogg webm woff woff2 ttf otf eot wasm yaml yml doc docx xls xlsx ppt pptx map".split(
    " ",
  ),
);

/**
 * Reads a glob of requests-cache's kind, but host-aware: the part before the first slash is the whole host, so `a.com` never matches
 * `a.com.evil.org`; the rest is a prefix of path and query. `*` crosses slashes, `?` is any character, `[abc]` and `[!a-z]` are sets.
 * Without a scheme, or with `//` alone, it matches any; without a port, any. What can be no host is looked for in path and query: `*.png`, `*.min.js`, `*api*`, and
 * what follows the star of `*` + `/api/`. Patterns and URLs are compared as the URL parser writes them: IDN in ASCII, spaces and the like
 * escaped, the case of escapes does not matter.
 *
 * @throws RcacheError `RCACHE_INVALID_PATTERN`, also for one that no URL can match
 */
export function urlGlob(pattern: string): (url: string) => boolean {
  const { scheme, host, port, path, anywhere } = readPattern(pattern);
  return (url) => {
    const parts = splitUrl(url);
    if (parts === undefined) return false;
    if (scheme !== undefined && !matchesTokens(scheme, parts.scheme)) return false;
    const text = comparable(parts.pathAndQuery);
    if (anywhere !== undefined && matchesTokens(anywhere, text)) return true;
    if (!matchesTokens(host, parts.host)) return false;
    return (port === undefined || matchesTokens(port, parts.port)) && matchesTokens(path, text);
  };
}

interface ReadPattern extends HostTokens {
  readonly scheme: readonly Token[] | undefined;
  readonly path: readonly Token[];
  /** Of one that may also stand in path and query. */
  readonly anywhere: readonly Token[] | undefined;
}

function readPattern(pattern: string): ReadPattern {
  const text = pattern.trim();
  try {
    if (text === "") throw new SyntaxError("it is empty");
    if (text.includes("#")) throw new SyntaxError("URLs are compared without their fragment");
    if (text.includes("\\") || [...text].some((one) => one < " "))
      throw new SyntaxError("no URL has a backslash or a control character");
    if (HALF_A_SCHEME.test(text)) throw new SyntaxError("its scheme has no // after it");
    const { scheme, rest } = splitScheme(text);
    const [hostText, pathText] = splitRest(rest);
    checkSegments(pathText);
    return {
      ...hostTokens(hostText),
      scheme: scheme === "" || scheme === "*" ? undefined : globTokens(scheme),
      path: pathTokens(`${comparable(pathText)}*`),
      anywhere: mayStandAnywhere(hostText, pathText) ? pathTokens(`*${comparable(rest)}*`) : undefined,
    };
  } catch (error) {
    // What the readers say is why.
    if (error instanceof SyntaxError) throw invalidPattern(pattern, error.message);
    throw error;
  }
}

/** A pattern that begins with `//` leaves the scheme open, as a reference does (RFC 3986 §4.2). */
function splitScheme(text: string): { readonly scheme: string; readonly rest: string } {
  const start = SCHEME.exec(text);
  if (start === null) return { scheme: "", rest: text };
  return { scheme: (start[1] ?? "").toLowerCase(), rest: text.slice(start[0].length) };
}

/** Host and path; the path of a pattern that has a query right behind its host is `/`. */
function splitRest(rest: string): readonly [host: string, path: string] {
  const query = rest.search(BEGINS_QUERY);
  const slash = rest.indexOf("/");
  if (query >= 0 && (slash < 0 || query < slash))
    return [rest.slice(0, query).toLowerCase(), `/${rest.slice(query)}`];
  return slash < 0 ? [rest.toLowerCase(), ""] : [rest.slice(0, slash).toLowerCase(), rest.slice(slash)];
}

/** Whether what begins with a star may mean path and query: it names no host, or nothing that could be one. */
function mayStandAnywhere(host: string, path: string): boolean {
  if (!host.startsWith("*") || host.includes(":")) return false;
  const name = host.replace(/^[*.]+|[*.]+$/g, "");
  if (name === "") return path !== "";
  const labels = name.split(".");
  if (EXTENSIONS.has(labels.at(-1) ?? "")) return true;
  return labels.length === 1 && (path === "" || !host.startsWith("*."));
}

function checkSegments(path: string): void {
  const [before = ""] = path.split("?", 1);
  if (before.split("/").some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment)))
    throw new SyntaxError("no URL has a segment . or ..");
}

interface UrlParts {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
  readonly pathAndQuery: string;
}

/** As the client will read it: `https:/a.com`, `https://b.com\@a.com/` and `/x/../y` are not what they look like. */
function splitUrl(url: string): UrlParts | undefined {
  const normal = url.length <= LONGEST_NORMAL ? NORMAL.exec(url) : null;
  if (normal !== null) {
    const [, scheme = "", host = "", port = "", tail = ""] = normal;
    return partsOf(scheme, host, port, tail.startsWith("/") ? tail : `/${tail}`);
  }
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port, pathname, search } = new URL(url);
  return partsOf(protocol.slice(0, -1), hostname.toLowerCase(), port, pathname + search);
}

function partsOf(scheme: string, host: string, port: string, pathAndQuery: string): UrlParts {
  return { scheme, host, port: port === "" ? (DEFAULT_PORTS.get(scheme) ?? "") : port, pathAndQuery };
}

function invalidPattern(pattern: string, why: string): RcacheError {
  return new RcacheError(
    "RCACHE_INVALID_PATTERN",
    `the URL pattern ${JSON.stringify(pattern)} cannot be read, or matches no URL: ${why}`,
    {
      remedy: "Write a glob such as 'api.example.com/users/*' or '*.example.com', a RegExp, or a URLPattern.",
    },
  );
}
