/**
 * What a mode of caching does differently, as data. Chosen once, in `resolve`; policy and engine read its members and never ask for its name.
 */
export interface Profile {
  readonly name: "rules" | "private" | "shared";
  /** Part of the selector, so that a strict cache never serves what a permissive one stored. */
  readonly mark: string;
  /** Response directives, `Expires` and heuristics decide what is stored and for how long (RFC 9111 §3, §4.2). */
  readonly obeysResponse: boolean;
  /** A shared cache in the sense of RFC 9111 §3.5, §5.2.2. */
  readonly isShared: boolean;
  /** Redirects are stored whatever `allowableCodes` says, and a hidden chain's end under its first address. */
  readonly keepsRedirects: boolean;
  /** Query parameters are sorted, bodies brought into one form, list fields compared without order (requests-cache KEY-04, KEY-06, VARY-03). */
  readonly normalisesRequests: boolean;
  /** Which replies count as a failure that a stale entry may stand in for. */
  readonly failure: "not-allowable" | "server-error";
  /** Reused answers carry `Age` (RFC 9111 §5.1). */
  readonly generatesAge: boolean;
  /** Answers to these methods are never stored, whatever `allowableMethods` says. */
  readonly uncacheableMethods: ReadonlySet<string>;
  /** A request is judged as the method that its fields name instead of its own (requests-cache PIPE-01); otherwise it passes. */
  readonly heedsMethodOverrides: boolean;
  /** Without a setting: stored answers never expire, or not at all by a setting. */
  readonly expiresByDefault: boolean;
}

/**
 * PUT, DELETE, CONNECT, OPTIONS and TRACE have answers that are not cacheable (RFC 9110 §9.3.4 to §9.3.8); that of a PATCH could only serve a
 * later GET (RFC 5789 §2).
 */
const UNCACHEABLE: ReadonlySet<string> = new Set(["PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]);

/** What the settings say, as requests-cache. */
export const RULES_PROFILE: Profile = /* @__PURE__ */ Object.freeze({
  name: "rules",
  mark: "",
  obeysResponse: false,
  isShared: false,
  keepsRedirects: true,
  normalisesRequests: true,
  failure: "not-allowable",
  generatesAge: false,
  uncacheableMethods: new Set<string>(),
  heedsMethodOverrides: true,
  expiresByDefault: false,
});

/** RFC 9111, one user's own cache. */
export const PRIVATE_PROFILE: Profile = headerLed("private", false);

/** RFC 9111, a cache for many users. */
export const SHARED_PROFILE: Profile = headerLed("shared", true);

/* @__NO_SIDE_EFFECTS__ */
function headerLed(name: "private" | "shared", isShared: boolean): Profile {
  return Object.freeze({
    name,
    mark: name,
    obeysResponse: true,
    isShared,
    keepsRedirects: false,
    normalisesRequests: false,
    failure: "server-error",
    generatesAge: true,
    uncacheableMethods: UNCACHEABLE,
    heedsMethodOverrides: false,
    expiresByDefault: true,
  });
}
