import { type Mutant, mutantsOf } from "../mutant.ts";

/** How long an answer is fresh, how old it is, and when an expired one may be used. */
export const FRESHNESS_MUTANTS: readonly Mutant[] = [
  ...mutantsOf(
    "policy/freshness/freshness-lifetime.ts",
    ["policy/freshness/freshness-lifetime"],
    [
      ["profile.isShared && directives.sMaxage", "directives.sMaxage"],
      ["others.length === 0 ? parseHttpDate", "true ? parseHttpDate"],
      ["expiresMs - (dateOf(headers, receivedAtMs) ?? receivedAtMs)", "expiresMs - receivedAtMs"],
      ['seconds === "invalid" ? 0', 'seconds === "invalid" ? 60_000'],
      ["if (!profile.obeysResponse) return undefined;", ""],
    ],
  ),
  ...mutantsOf(
    "policy/freshness/heuristic-lifetime.ts",
    ["policy/freshness/heuristic-lifetime"],
    [
      ["&& !directives.public) return 0", ") return 0"],
      ["Math.min(CAP_MS, ", "Math.min(CAP_MS * 10, "],
      ["FRACTION = 0.1", "FRACTION = 0.2"],
    ],
  ),
  ...mutantsOf(
    "policy/freshness/current-age.ts",
    ["policy/freshness/current-age"],
    [
      ["ageFieldMs(headers) + delayMs", "ageFieldMs(headers)"],
      ["Math.max(apparentMs, ", "Math.min(apparentMs, "],
      ["baseAgeMs + Math.max(0, nowMs - entry.receivedAtMs)", "baseAgeMs + nowMs - entry.receivedAtMs"],
    ],
  ),
  ...mutantsOf(
    "policy/freshness/lifetimes.ts",
    ["policy/freshness/lifetimes", "policy/freshness/fresh-until", "policy/store/stored-part"],
    [
      ["response.status === 206 ? 0 : ", ""],
      ['staleBan === "no-cache" ? 0 : freshUntilMs', "freshUntilMs"],
      ['if (directives.noCache) return "no-cache";', ""],
      ["profile.isShared && directives.proxyRevalidate", "directives.proxyRevalidate"],
      ["lifetimes.freeUntilMs === 0 ? 0 : freshUntilMs", "freshUntilMs"],
    ],
  ),
  ...mutantsOf(
    "policy/lookup/may-serve-stale.ts",
    ["policy/lookup/may-serve-stale"],
    [
      ["entry.staleBan === undefined && isWithinWindow", "isWithinWindow"],
      ["windowMs > 0 && staleMs < windowMs", "staleMs < windowMs"],
      ["staleMs <= directives.maxStale * 1_000", "staleMs < directives.maxStale * 1_000"],
      ["before(ifErrorUntilMs) ||", "before(whileRevalidateUntilMs) ||"],
    ],
  ),
  ...mutantsOf(
    "policy/lookup/stands-in.ts",
    ["policy/reply/judge-reply.failure", "tests/integration/src/stale-if-error"],
    [
      ["!INSISTING.has(reason) && isFreeToUse", "isFreeToUse"],
      ["nowMs >= lifetimes.usableFromMs && ", ""],
    ],
  ),
  ...mutantsOf(
    "policy/lookup/short-test.ts",
    ["policy/lookup/short-test"],
    [
      ["nowMs < freeUntilMs", "nowMs <= freeUntilMs"],
      ["nowMs >= usableFromMs &&", ""],
      ["entry.vary.length === 0 &&", ""],
      ["!isRedirectStatus(entry.response.status) &&", ""],
      ['!entry.address.variant.startsWith("head:")', "true"],
    ],
  ),
  ...mutantsOf(
    "policy/lookup/judge-lookup.ts",
    ["policy/lookup/judge-lookup"],
    [
      ['if (directives.noCache) return "request-no-cache";', ""],
      ['if (entry.staleBan === "no-cache") return "no-cache";', ""],
      ["different.size > 1 ? tagged : []", "tagged"],
      ["nowMs < entry.lifetimes.usableFromMs", "false"],
      ["limitMs === 0 || ", ""],
      [
        'if (directives.noCache || entry.staleBan === "no-cache") return { kind: "refuse"',
        'if (directives.noCache) return { kind: "refuse"',
      ],
      ['if (!url.startsWith("https:") || !hasField', "if (!hasField"],
    ],
  ),
];
