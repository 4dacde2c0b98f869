import { type Mutant, mutantsOf } from "../mutant.ts";

/** What an origin's reply means: confirmed, replaced, failed, asked again. */
export const REPLY_MUTANTS: readonly Mutant[] = [
  ...mutantsOf(
    "policy/reply/judge-reply.ts",
    ["policy/reply/judge-reply"],
    [
      ["if (response.status === 412 && asked.conditions.length > 0)", "if (response.status === 412)"],
      ["new Set([500, 502, 503, 504])", "new Set([500, 502, 503])"],
      ['asked.reason !== "force-refresh" &&', ""],
      ["&& dateMs < storedMs", "&& dateMs <= storedMs"],
      ['wouldServe ? "504" : "rethrow"', '"504"'],
      ["status >= 400 && allowableCodes?.has(status) !== true", "status >= 500"],
    ],
  ),
  ...mutantsOf(
    "policy/reply/judge-not-modified.ts",
    [
      "policy/reply/judge-reply.not-modified",
      "policy/reply/judge-reply.variants",
      "tests/integration/src/revalidation",
    ],
    [
      [
        "if (lastModified === undefined) return etag === undefined;",
        "if (lastModified === undefined) return true;",
      ],
      ["if (stored === undefined) return false;", "if (stored === undefined) return true;"],
      ["settings.profile.obeysResponse && isOlderThan", "false && isOlderThan"],
      ["if (strong.length > 0) return strong;", ""],
      ["(etag === undefined || only.etag === undefined)", "(etag === undefined)"],
      ["vary.some((name) => !before.vary.includes(name))", "false"],
    ],
  ),
  ...mutantsOf(
    "policy/validation/freshened-fields.ts",
    ["policy/validation/freshen", "tests/integration/src/revalidation"],
    [
      ['  "content-encoding",\n', ""],
      ['value !== "" || !VALIDATORS.has(name.toLowerCase())', "true"],
      ['["age", "date"] as const', '["date"] as const'],
    ],
  ),
  ...mutantsOf(
    "policy/validation/freshen.ts",
    ["policy/validation/freshen", "tests/integration/src/revalidation"],
    [
      ["createdAtMs: entry.createdAtMs,", ""],
      ["...withoutGroups(entry.tags), ", ""],
    ],
  ),
  ...mutantsOf(
    "policy/reply/retry-after.ts",
    ["policy/reply/retry-after"],
    [
      ["status !== 429 && status !== 503", "status !== 503"],
      ["Math.min(ms, LONGEST_MS)", "ms"],
      ["seconds * 1_000", "seconds"],
    ],
  ),
  ...mutantsOf(
    "policy/validation/validators.ts",
    [
      "policy/lookup/judge-lookup",
      "policy/reply/judge-reply",
      "policy/validation/conditional-request",
      "tests/integration/src/revalidation",
    ],
    [
      ["isSafeMethod(request.method) && !hasOwnConditions(request)", "!hasOwnConditions(request)"],
      ["...(etag ? { etag } : {})", "...(etag !== undefined ? { etag } : {})"],
      ['(a === b && !a.startsWith("W/"))', "a === b"],
    ],
  ),
  ...mutantsOf(
    "policy/answer/shape-answer.ts",
    ["policy/answer/shape-answer"],
    [
      [
        "if (tags !== undefined) {\n    const list",
        'if (tags !== undefined && tags !== "*") {\n    const list',
      ],
      ["|| !hasOwnState(entry)) return false", ") return false"],
      ['request.method === "HEAD" ? "none" : "whole"', '"whole"'],
    ],
  ),
  ...mutantsOf(
    "policy/answer/range-answer.ts",
    ["policy/answer/range-answer", "tests/conformance/test/parts"],
    [
      ["|| !isSameState(entry, request)) return undefined", ") return undefined"],
      ['(response.coding === "wire" || !hasField(response.headers, "content-encoding"))', "true"],
      ["start: span.start - storedFrom", "start: span.start"],
    ],
  ),
];
