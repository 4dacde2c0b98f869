import { type Mutant, mutantsOf } from "../mutant.ts";

/** What is stored, and as what. */
export const STORING_MUTANTS: readonly Mutant[] = [
  ...mutantsOf(
    "policy/store/may-store.ts",
    ["policy/store/may-store", "policy/store/judge-store"],
    [
      ['if (directives.noStore && !directives.mustUnderstand) return "no-store";', ""],
      ["if (directives.mustUnderstand && !isUnderstoodStatus(response.status))", "if (false)"],
      ['if (directives.private) return "private";', ""],
      ['hasField(request.headers, "authorization") && !permitted', "false"],
      ['hasField(response.headers, "set-cookie") && !directives.public', "false"],
      ['if (varyNames(headers) === "*") return "vary-star";', ""],
      ['if (hasConflictingLength(response)) return "incomplete";', ""],
      ['if (isEndless(request, headers)) return "endless";', ""],
      ['request.redirect !== "manual" && leadsNowhere', "false && leadsNowhere"],
      ["!isFinalStatus(status) || status === 304 ||", "!isFinalStatus(status) ||"],
    ],
  ),
  ...mutantsOf(
    "policy/store/judge-store.ts",
    ["policy/store/judge-store", "tests/integration/src/set-cookie"],
    [
      ["[...noCacheFields, ...privateFields] : noCacheFields", "[...noCacheFields, ...privateFields] : []"],
      ["profile.isShared ? [...noCacheFields, ...privateFields]", "profile.isShared ? noCacheFields"],
      ["replaySetCookie ? NO_FIELDS : COOKIE_FIELDS", "NO_FIELDS"],
      ["if (staleBan !== undefined) return false;", ""],
      ['if (!consulted.accepted) return { kind: "keep-out", reason: "filter" };', ""],
    ],
  ),
  ...mutantsOf(
    "policy/store/stored-part.ts",
    ["policy/store/stored-part", "tests/conformance/test/parts"],
    [
      ["etag === undefined || !isStrongTag(etag)", "etag === undefined"],
      ["|| !isWithin(part, asked)) return undefined", ") return undefined"],
      ["part !== undefined || response.status === 206", "part !== undefined"],
      ["part.start > other.end + 1", "part.start > other.end + 2"],
      ["part.total === part.end + 1 ? asWhole", "true ? asWhole"],
    ],
  ),
  ...mutantsOf(
    "policy/lookup/select-stored.ts",
    ["policy/lookup/select-stored"],
    [
      ["if (varies !== otherVaries) return varies;", ""],
      ["return madeAtMs > otherMadeAtMs;", "return madeAtMs < otherMadeAtMs;"],
      ['entry.request.method !== "HEAD" || request.method === "HEAD"', "true"],
      ['request.redirect !== "manual" && leadsNowhere', "false && leadsNowhere"],
    ],
  ),
  ...mutantsOf(
    "policy/invalidation/judge-effects.ts",
    ["policy/invalidation/judge-effects"],
    [
      ["response.status < 200 || response.status > 399", "response.status < 200"],
      ["&& url.origin === new URL(request.url).origin ? [url.href]", "? [url.href]"],
    ],
  ),
  ...mutantsOf(
    "policy/lookup/judge-request.ts",
    ["policy/lookup/judge-request"],
    [
      ["&& !profile.uncacheableMethods.has(own)", ""],
      ['if (typeof request.body === "string") return', 'if (request.body === "unread") return'],
      ["|| hasForeignRange(request)) {", ") {"],
      ["profile.heedsMethodOverrides && others.every", "others.every"],
    ],
  ),
  ...mutantsOf(
    "entry/storable-fields.ts",
    ["entry/storable-fields", "policy/store/judge-store", "tests/conformance/test/stored-fields"],
    [
      ['  "proxy-authenticate",\n', ""],
      [".map((name) => name.toLowerCase())", ""],
    ],
  ),
];
