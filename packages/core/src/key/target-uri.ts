import type { ResolvedSettings } from "../settings/effective/resolve.ts";
import type { Digests } from "./digests.ts";
import {
  namesLeftOut,
  normalParameters,
  type Parameter,
  type ParameterNames,
  parameters,
  pathParameters,
  pathWithout,
  redactedPath,
  redactedQuery,
  sortedByName,
  withoutNames,
} from "./ignored-parameters.ts";

const MAX_TARGET = 1_500;
const UNRESERVED = /^[A-Za-z0-9\-._~]$/;
const STRAY_PERCENT = /%(?![0-9a-fA-F]{2})/;

/** What a request's URL says. */
export interface TargetUri {
  /** The resource: normalised, without fragment, userinfo, ignored and partitioning parameters (RFC 9110 §4.2.3; requests-cache KEY-04). */
  readonly target: string;
  /** As requested, without fragment, secrets redacted. */
  readonly redactedUrl: string;
  /** Userinfo and partitioning parameters, which the key holds as a digest only. */
  readonly credentials: readonly string[];
}

const NONE: readonly string[] = /* @__PURE__ */ Object.freeze([]);
const NORMAL = normalUrls();
/** What the URL parser leaves in a query as it is. */
const PLAIN_QUERY = /^[!$-&(-;=?-~]*$/;

/* @__NO_SIDE_EFFECTS__ */
function normalUrls(): RegExp {
  const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  // A name whose last label is not numeric, or an address; a port that is nobody's default.
  const host = `(?:(?:[a-z0-9-]+\\.)*[a-z][a-z0-9-]*|(?:${octet}\\.){3}${octet})`;
  const port = "(?::(?!(?:80|443)/)(?:[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}))?";
  // No escape, no dot segment, no empty one.
  const segments = "(?:/[A-Za-z0-9\\-_~][A-Za-z0-9\\-._~]*)*/?";
  return new RegExp(`^https?://${host}${port}${segments}$`);
}

type UriSettings = Pick<ResolvedSettings, "profile" | "ignoredParameters" | "partition">;

/** A URL as the URL parser would write its parts. */
interface UrlParts {
  /** With the scheme; without userinfo. */
  readonly origin: string;
  readonly path: string;
  /** undefined where there is no `?` at all: an empty query is another URI (RFC 9110 §4.2.3 names no such equivalence). */
  readonly query: string | undefined;
  /** `name:password`; empty where there is none. */
  readonly userinfo: string;
}

/** As requested, without fragment and userinfo, secrets redacted: how a URL may be written down. The URL constructor throws for one that is not absolute. */
export function redactedUrl(url: string, settings: UriSettings): string {
  return redacted(partsOf(url), namesLeftOut(settings));
}

/** An absolute URL without fragment and userinfo. */
export function withoutUserAndFragment(url: string): string {
  const { origin, path, query } = partsOf(url);
  return query === undefined ? origin + path : `${origin}${path}?${query}`;
}

/**
 * @param url absolute; the URL constructor throws otherwise
 * @param host a `Host` field: where it names another authority than the URL, that other is asked, by way of the URL's (RFC 9110 §7.2)
 */
export function targetUri(url: string, settings: UriSettings, digests: Digests, host?: string): TargetUri {
  const parts = partsOf(url);
  const { query, userinfo } = parts;
  const origin = parts.origin + otherAuthority(parts.origin, host);
  if (query === undefined && userinfo === "" && !parts.path.includes(";")) {
    const path = withNormalEncoding(parts.path);
    return {
      target: bounded(origin + path, origin, digests),
      redactedUrl: parts.origin + parts.path,
      credentials: NONE,
    };
  }
  const isLeftOut = namesLeftOut(settings);
  const path = withNormalEncoding(pathWithout(parts.path, isLeftOut));
  const all = parameters(query ?? "");
  const kept = withoutNames(all, isLeftOut);
  return {
    target: bounded(origin + path + targetQuery(kept, all, query, settings), origin, digests),
    redactedUrl: redacted(parts, isLeftOut),
    credentials: credentialsOf(parts, all, settings),
  };
}

/** The parser costs more than the rest of the key: it is asked only where it could write something differently. */
function partsOf(url: string): UrlParts {
  // Of a very long one, the pattern would take more of the stack than there is.
  const normal = url.length <= MAX_TARGET ? normalParts(url) : undefined;
  if (normal !== undefined) return normal;
  const { protocol, host, pathname, search, username, password, href, hash } = new URL(url);
  const endsWithQuestion = /\?#?$/.test(href.slice(0, href.length - hash.length));
  return {
    origin: `${protocol}//${host}`,
    path: pathname,
    query: search === "" && !endsWithQuestion ? undefined : search.slice(1),
    userinfo: username === "" && password === "" ? "" : `${username}:${password}`,
  };
}

function normalParts(url: string): UrlParts | undefined {
  const question = url.indexOf("?");
  const base = question < 0 ? url : url.slice(0, question);
  const query = question < 0 ? undefined : url.slice(question + 1);
  const slash = base.indexOf("/", 8);
  if (slash < 0 || !NORMAL.test(base) || base.includes("xn--")) return undefined;
  if (query !== undefined && !PLAIN_QUERY.test(query)) return undefined;
  return { origin: base.slice(0, slash), path: base.slice(slash), query, userinfo: "" };
}

function redacted({ origin, path, query }: UrlParts, isSecret: ParameterNames): string {
  const start = origin + redactedPath(path, isSecret);
  return query === undefined ? start : `${start}?${redactedQuery(query, isSecret)}`;
}

/** The query's part of the target, with its `?`; nothing where all of it was left out. */
function targetQuery(
  kept: readonly Parameter[],
  all: readonly Parameter[],
  query: string | undefined,
  { profile }: UriSettings,
): string {
  if (query === undefined) return "";
  const ordered = profile.normalisesRequests ? normalParameters(kept) : kept;
  const text = ordered.map((parameter) => withNormalEncoding(parameter.text)).join("&");
  const isEmpty = profile.normalisesRequests ? text === "" : kept.length === 0 && all.length > 0;
  return isEmpty ? "" : `?${text}`;
}

function credentialsOf(
  { userinfo, path }: UrlParts,
  all: readonly Parameter[],
  { partition }: UriSettings,
): readonly string[] {
  const isPartitioning = ({ name }: Parameter): boolean => partition.hasParameter(name);
  return [
    ...(userinfo === "" ? [] : [`userinfo ${userinfo}`]),
    ...sortedByName(all.filter(isPartitioning)).map(({ text }) => `parameter ${text}`),
    ...pathParameters(path)
      .filter(isPartitioning)
      .map(({ text }) => `segment ${text}`),
  ];
}

// Braces never stand in a path that the URL parser has written, so no other target can look like this.
function bounded(target: string, origin: string, digests: Digests): string {
  return target.length <= MAX_TARGET ? target : `${origin.slice(0, 300)}/{sha256:${digests.text(target)}}`;
}

// As above: no other target can look like this.
function otherAuthority(origin: string, host: string | undefined): string {
  if (host === undefined) return "";
  const scheme = origin.slice(0, origin.indexOf("://") + 3);
  const named = URL.canParse(scheme + host) ? new URL(scheme + host).host : host;
  return scheme + named === origin ? "" : `/{host:${encodeURIComponent(named)}}`;
}

/** The `Host` field that made a target another than its URL's. */
export function hostOf(target: string): string | undefined {
  const host = /^[a-z]+:\/\/[^/]*\/\{host:([^}]*)\}/.exec(target)?.[1];
  return host === undefined ? undefined : decodeURIComponent(host);
}

/** Percent-encoded unreserved characters as themselves, other escapes in upper case. A stray `%` could make new escapes: such a text stays. */
function withNormalEncoding(text: string): string {
  if (!text.includes("%") || STRAY_PERCENT.test(text)) return text;
  return text.replace(/%[0-9a-fA-F]{2}/g, (escaped) => {
    const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return UNRESERVED.test(character) ? character : escaped.toUpperCase();
  });
}
