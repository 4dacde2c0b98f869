import { RcacheError } from "../../errors/rcache-error.ts";
import type { CacheDirectives } from "../../http/fields/cache-control.ts";
import type { HttpRequest } from "../../http/messages.ts";
import { withoutSecrets } from "../../http/urls/without-secrets.ts";
import { ownTarget, type RequestKey } from "../../key/lookup-of.ts";
import { NO_VARIANT, variantOf, variedFields } from "../../key/variant.ts";
import { type RecentMap, recentMap } from "../../platform/maps/recent-map.ts";
import { requestDirectives } from "../../policy/freshness/directives.ts";
import { judgeRequest } from "../../policy/lookup/judge-request.ts";
import type { RequestVerdict } from "../../policy/verdict.ts";
import { checkRequestOptions } from "../../settings/effective/check-settings.ts";
import type { LiveSettings } from "../../settings/effective/live-settings.ts";
import { namedSettings, type ResolvedSettings, resolveSettings } from "../../settings/effective/resolve.ts";
import type { RequestOptions } from "../../settings/settings.ts";
import { checkRequest } from "./check-messages.ts";
import type { Engine } from "./engine.ts";
import { requestKeyOf, targetsOf } from "./look-up.ts";
import { consultKeyFn, ownWords, patternFailed } from "./own-words.ts";

const REMEMBERED_URLS = 50_000;
/** Of their URLs, of which each stands there up to three times: as asked for, as a target, and redacted. */
const REMEMBERED_TEXT = 8_388_608;
/** What is sent to be changed: a program sends it to few URLs, and to each of them often. */
const REMEMBERED_TARGETS = 1_000;

/** A request, with all that settings and user functions say about it. */
export interface Prepared {
  readonly settings: ResolvedSettings;
  readonly directives: CacheDirectives;
  readonly verdict: RequestVerdict;
  /** Where its answers are kept; a bypassed request has none. */
  readonly requestKey: RequestKey | undefined;
  /** The short test of a hit may be tried. */
  readonly isPlain: boolean;
  /** Remembers it for its URL, as long as the settings that it was prepared under apply; undefined where it depends on more, or is remembered. */
  remember: (() => void) | undefined;
}

/** One cache's settings over the shared engine. */
export interface Session {
  readonly engine: Engine;
  readonly live: LiveSettings;
  /** @throws RcacheError for wrong options or a URL that is not absolute */
  prepare(request: HttpRequest, options: RequestOptions | undefined): Prepared;
  /** Every target that a request with this URL alone may be answered from. */
  targetsOf(url: string): readonly string[];
  /** What the settings say for a URL and method. */
  resolve(method: string, url: string, options: RequestOptions | undefined): ResolvedSettings;
  /** What is named for them, as it was given. */
  named(method: string, url: string, options: RequestOptions | undefined): RequestOptions;
}

export function createSession(engine: Engine, live: LiveSettings): Session {
  const remembered = underSettings(live, () => recentMap<Prepared>(REMEMBERED_URLS, REMEMBERED_TEXT));
  const { resolve, named } = settingsOf(engine, live);
  const prepare: Session["prepare"] = (request, options) => {
    const memorable =
      options === undefined &&
      request.headers?.length === 0 &&
      request.body === undefined &&
      request.identity === undefined;
    const known = memorable ? remembered().get(nameOf(request)) : undefined;
    if (known !== undefined) return known;
    checkRequest(request);
    const settings = resolve(request.method, withoutFragment(checkedUrl(request)), options);
    const prepared = prepareRequest(request, settings, engine);
    const isAsked = settings.keyFn !== undefined || settings.partition.userOf !== undefined;
    if (memorable && !isAsked && !settings.noVarySearch)
      prepared.remember = rememberedOnce(prepared, nameOf(request), remembered());
    return prepared;
  };
  return { engine, live, resolve, named, prepare, targetsOf: rememberedTargets(engine, live, resolve) };
}

/** Into the memory of these settings: after a change, what was under way before it is remembered by nobody. */
function rememberedOnce(prepared: Prepared, name: string, memory: RecentMap<Prepared>): () => void {
  return () => {
    prepared.remember = undefined;
    memory.set(name, prepared);
  };
}

/** Gives what holds under the settings as they are; made anew when they have changed. */
function underSettings<T>(live: LiveSettings, make: () => T): () => T {
  let made: { readonly version: number; readonly value: T } | undefined;
  return () => {
    const version = live.version();
    if (made?.version !== version) made = { version, value: make() };
    return made.value;
  };
}

/** Of a request's options, the rules for its URL, and the live settings, the first that names a setting decides. */
function settingsOf(engine: Engine, live: LiveSettings): Pick<Session, "resolve" | "named"> {
  const unruled = underSettings(live, () => resolveSettings([live.settings], engine.fixed));
  const rulesFor = (method: string, url: string): readonly RequestOptions[] => {
    const failed = (error: unknown): void => patternFailed(url, error, unruled(), engine.events);
    return live
      .rules()
      .filter((rule) => rule.matches(method, url, failed))
      .map(({ settings }) => settings);
  };
  return {
    resolve(method, url, options) {
      if (options !== undefined) checkRequestOptions(options);
      const rules = rulesFor(method, url);
      if (options === undefined && rules.length === 0) return unruled();
      return resolveSettings([options ?? {}, ...rules, live.settings], engine.fixed);
    },
    named: (method, url, options) => namedSettings([options ?? {}, ...rulesFor(method, url), live.settings]),
  };
}

function rememberedTargets(
  engine: Engine,
  live: LiveSettings,
  resolve: Session["resolve"],
): Session["targetsOf"] {
  const remembered = underSettings(live, () =>
    recentMap<readonly string[]>(REMEMBERED_TARGETS, REMEMBERED_TEXT),
  );
  return (url) => {
    const known = remembered().get(url);
    if (known !== undefined) return known;
    const settings = resolve("GET", url, undefined);
    const targets = targetsFor({ method: "GET", url, headers: [] }, settings, engine);
    if (settings.keyFn === undefined && !settings.noVarySearch) remembered().set(url, targets);
    return targets;
  };
}

/** What tells requests of nothing but a method and a URL apart. */
function nameOf({ method, url }: HttpRequest): string {
  return method === "GET" ? url : `${method} ${url}`;
}

/** Every target that a request may be answered from. */
export function targetsFor(
  request: HttpRequest,
  settings: ResolvedSettings,
  engine: Engine,
): readonly string[] {
  const ownKey = consultKeyFn(request, settings, engine.events);
  return typeof ownKey === "object"
    ? [ownTarget(ownKey.key, engine.digests)]
    : targetsOf(requestKeyOf(request, undefined, settings, engine));
}

function prepareRequest(request: HttpRequest, settings: ResolvedSettings, engine: Engine): Prepared {
  const directives = requestDirectives(request.headers);
  const verdict = judgeRequest(request, settings, directives);
  if (verdict.kind === "bypass")
    return { settings, directives, verdict, requestKey: undefined, isPlain: false, remember: undefined };
  const own = ownWords(request, settings, engine.events);
  if (own === "failed") {
    const skipped: RequestVerdict = { kind: "bypass", invalidates: false, reason: "do-not-cache" };
    return {
      ...{ settings, directives, verdict: skipped, requestKey: undefined },
      ...{ isPlain: false, remember: undefined },
    };
  }
  const requestKey = requestKeyOf(request, own, settings, engine);
  const isPlain = settings.allowsShortTest && request.method !== "HEAD" && request.headers.length === 0;
  return { settings, directives, verdict, requestKey, isPlain, remember: undefined };
}

/** The variant that the request is expected to find: of the names that its answers varied on before. */
export function expectedVariant(
  request: HttpRequest,
  requestKey: RequestKey,
  settings: ResolvedSettings,
  { memory, digests }: Engine,
): string | undefined {
  if (request.method === "HEAD") return undefined;
  const names = memory.varyNames(requestKey);
  if (names === undefined || names.length === 0) return NO_VARIANT;
  return variantOf(names, variedFields(request.headers, names, settings, digests), request.method, digests);
}

/** The URL that an answer is about. */
export function withoutFragment(url: string): string {
  const hash = url.indexOf("#");
  return hash < 0 ? url : url.slice(0, hash);
}

function checkedUrl({ url, method }: HttpRequest): string {
  if (URL.canParse(url)) return url;
  throw new RcacheError(
    "RCACHE_INVALID_REQUEST",
    `${String(method)} ${withoutSecrets(url)} is not a request with a method and an absolute URL`,
    {
      remedy: "Give a method such as GET and a URL such as https://example.com/.",
    },
  );
}
