import type { ResolvedSettings } from "../settings/resolve.ts";
import type { Digests } from "./digests.ts";
import {
  normalParameters,
  type Parameter,
  parameters,
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

const NONE: readonly string[] = Object.freeze([]);
// Host labels of letters, the last one not numeric; no port, query, escape, dot segment or empty segment.
const NORMAL = /^https?:\/\/(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*(?:\/[A-Za-z0-9\-_~][A-Za-z0-9\-._~]*)*\/?$/;

type UriSettings = Pick<ResolvedSettings, "profile" | "ignoredParameters" | "partition">;

/** As requested, without fragment and userinfo, secrets redacted: how a URL may be written down. The URL constructor throws for one that is not absolute. */
export function redactedUrl(url: string, settings: UriSettings): string {
  if (url.length <= MAX_TARGET && isNormal(url)) return url;
  const uri = new URL(url);
  return redacted(uri, queryOf(uri), settings);
}

/** @param url absolute; the URL constructor throws otherwise */
export function targetUri(url: string, settings: UriSettings, digests: Digests): TargetUri {
  if (url.length <= MAX_TARGET && isNormal(url)) return { target: url, redactedUrl: url, credentials: NONE };
  const uri = new URL(url);
  const origin = `${uri.protocol}//${uri.host}`;
  const query = queryOf(uri);
  const path = withNormalEncoding(uri.pathname);
  if (query === undefined && uri.username === "" && uri.password === "") {
    const target = bounded(origin + path, origin, digests);
    return { target, redactedUrl: origin + uri.pathname, credentials: NONE };
  }
  const all = parameters(query ?? "");
  const kept = withoutNames(all, settings.ignoredParameters, settings.partition.parameters);
  return {
    target: bounded(origin + path + targetQuery(kept, all, query, settings), origin, digests),
    redactedUrl: redacted(uri, query, settings),
    credentials: credentialsOf(uri, all, settings),
  };
}

function redacted(
  { protocol, host, pathname }: URL,
  query: string | undefined,
  settings: UriSettings,
): string {
  const secret = [settings.ignoredParameters, settings.partition.parameters];
  const search = query === undefined ? "" : `?${redactedQuery(query, ...secret)}`;
  return `${protocol}//${host}${pathname}${search}`;
}

/** undefined where there is no `?` at all: an empty query is another URI (RFC 9110 §4.2.3 names no such equivalence). */
function queryOf({ search, href, hash }: URL): string | undefined {
  if (search !== "") return search.slice(1);
  return /\?#?$/.test(href.slice(0, href.length - hash.length)) ? "" : undefined;
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

/** Whether the URL parser would hand it back unchanged; asked first, because the parser costs more than the rest of the key. */
function isNormal(url: string): boolean {
  return NORMAL.test(url) && url.indexOf("/", 8) >= 0 && !url.includes("xn--");
}

function credentialsOf(uri: URL, all: readonly Parameter[], settings: UriSettings): readonly string[] {
  const partitioning = all.filter(({ name }) => settings.partition.parameters.has(name.toLowerCase()));
  const userinfo =
    uri.username === "" && uri.password === "" ? [] : [`userinfo ${uri.username}:${uri.password}`];
  return [...userinfo, ...sortedByName(partitioning).map(({ text }) => `parameter ${text}`)];
}

// Braces never stand in a path that the URL parser has written, so no other target can look like this.
function bounded(target: string, origin: string, digests: Digests): string {
  return target.length <= MAX_TARGET ? target : `${origin.slice(0, 300)}/{sha256:${digests.text(target)}}`;
}

/** Percent-encoded unreserved characters as themselves, other escapes in upper case. A stray `%` could make new escapes: such a text stays. */
function withNormalEncoding(text: string): string {
  if (!text.includes("%") || STRAY_PERCENT.test(text)) return text;
  return text.replace(/%[0-9a-fA-F]{2}/g, (escaped) => {
    const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return UNRESERVED.test(character) ? character : escaped.toUpperCase();
  });
}
