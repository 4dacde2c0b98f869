import { type Partition, partitionOf } from "../credentials/partition-settings.ts";
import { DEFAULTS } from "../defaults.ts";
import { DO_NOT_CACHE, durationMs } from "../duration.ts";
import { PRIVATE_PROFILE, type Profile, RULES_PROFILE, SHARED_PROFILE } from "../profile.ts";
import type { ExpireAfter, PolicySettings, RequestOptions } from "../settings.ts";

/** Every setting with a value, in the units that policy computes with. Frozen. */
export interface ResolvedSettings {
  readonly profile: Profile;
  /** undefined: nobody has said anything. */
  readonly expireAfter: ExpireAfter | undefined;
  /** undefined: what the profile allows. */
  readonly allowableCodes: ReadonlySet<number> | undefined;
  readonly allowableMethods: ReadonlySet<string>;
  readonly alwaysRevalidate: boolean;
  readonly ignoredParameters: ReadonlySet<string>;
  readonly contentRootKey: string | undefined;
  /** true: all of them. In lower case, sorted. */
  readonly matchHeaders: true | readonly string[];
  readonly filterFn: PolicySettings["filterFn"];
  readonly keyFn: PolicySettings["keyFn"];
  /** So long past its expiry; 0: not, Infinity: at any age. */
  readonly staleIfErrorMs: number;
  readonly staleWhileRevalidateMs: number;
  readonly onlyIfCached: boolean;
  readonly readOnly: boolean;
  readonly disabled: boolean;
  readonly partition: Partition;
  readonly replaySetCookie: boolean;
  readonly keepExpiredMs: number;
  /** 0: off. */
  readonly earlyRefreshMs: number;
  readonly noVarySearch: boolean;
  readonly tags: readonly string[];
  readonly maxBodyBytes: number;
  readonly refresh: boolean;
  readonly forceRefresh: boolean;
  readonly targetedFields: readonly string[];
  /** The short test of a hit may be used: nothing here asks for more than "is it free to use now". */
  readonly allowsShortTest: boolean;
}

/** What is fixed when the cache is created. */
export interface FixedSettings {
  readonly shared: boolean;
  readonly targetedFields: readonly string[];
}

/** The first layer that names a setting decides; absent is not a value. */
export function resolveSettings(layers: readonly RequestOptions[], fixed: FixedSettings): ResolvedSettings {
  const named: RequestOptions = layers.length === 1 ? (layers[0] ?? {}) : namedSettings(layers);
  const profile =
    named.cacheControl === true ? (fixed.shared ? SHARED_PROFILE : PRIVATE_PROFILE) : RULES_PROFILE;
  const codes = named.allowableCodes ?? (profile.obeysResponse ? undefined : DEFAULTS.allowableCodes);
  const settings = {
    profile,
    expireAfter: named.expireAfter,
    allowableCodes: codes && new Set(codes),
    allowableMethods: upperCaseSet(named.allowableMethods ?? DEFAULTS.allowableMethods),
    alwaysRevalidate: named.alwaysRevalidate ?? false,
    ignoredParameters: lowerCaseSet(named.ignoredParameters),
    contentRootKey: named.contentRootKey,
    matchHeaders: matchedHeaders(named.matchHeaders),
    filterFn: named.filterFn,
    keyFn: named.keyFn,
    staleIfErrorMs: windowMs(named.staleIfError),
    staleWhileRevalidateMs: windowMs(named.staleWhileRevalidate),
    onlyIfCached: named.onlyIfCached ?? false,
    readOnly: named.readOnly ?? false,
    disabled: named.disabled ?? false,
    partition: partitionOf(named),
    replaySetCookie: named.replaySetCookie ?? named.partitionBy === "nothing",
    keepExpiredMs: windowMs(named.keepExpired ?? DEFAULTS.keepExpired),
    earlyRefreshMs: earlyRefreshMs(named.earlyRefresh),
    noVarySearch: named.noVarySearch ?? false,
    tags: Object.freeze([...(named.tags ?? [])]),
    maxBodyBytes: named.maxBodyBytes ?? Number.POSITIVE_INFINITY,
    refresh: named.refresh ?? false,
    forceRefresh: named.forceRefresh ?? false,
    targetedFields: fixed.targetedFields,
  };
  return Object.freeze({ ...settings, allowsShortTest: allowsShortTest(settings) });
}

/** What the layers name, the first before the others. */
export function namedSettings(layers: readonly RequestOptions[]): RequestOptions {
  let result: RequestOptions = {};
  for (const layer of layers) result = { ...withoutAbsent(layer), ...result };
  return result;
}

function withoutAbsent(layer: RequestOptions): RequestOptions {
  return Object.fromEntries(Object.entries(layer).filter(([, value]) => value !== undefined));
}

function allowsShortTest(settings: Omit<ResolvedSettings, "allowsShortTest">): boolean {
  const asksMore =
    settings.alwaysRevalidate || settings.refresh || settings.forceRefresh || settings.earlyRefreshMs > 0;
  const uncached = settings.disabled || settings.expireAfter === DO_NOT_CACHE;
  return !asksMore && !uncached && settings.filterFn === undefined;
}

function matchedHeaders(setting: PolicySettings["matchHeaders"]): true | readonly string[] {
  if (setting === true) return true;
  return setting ? [...lowerCaseSet(setting)].sort() : [];
}

function windowMs(setting: PolicySettings["staleIfError"]): number {
  if (setting === undefined || setting === false) return 0;
  if (setting === true || setting === -1) return Number.POSITIVE_INFINITY;
  return Math.max(0, durationMs(setting));
}

function earlyRefreshMs(setting: PolicySettings["earlyRefresh"]): number {
  if (setting === undefined || setting === false) return 0;
  return Math.max(0, durationMs(setting === true ? DEFAULTS.earlyRefreshWindow : setting.window));
}

function lowerCaseSet(names: readonly string[] | undefined): ReadonlySet<string> {
  return new Set((names ?? []).map((name) => name.toLowerCase()));
}

function upperCaseSet(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => name.toUpperCase()));
}
