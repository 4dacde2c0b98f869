import { type Mutant, mutantsOf } from "../mutant.ts";

/** What separates users, and what becomes of secrets. */
export const USER_MUTANTS: readonly Mutant[] = [
  ...mutantsOf(
    "key/partition.ts",
    ["key/partition"],
    [
      ['lower !== "cookie" || counted !== ""', "true"],
      ["names === undefined || names.has(name)", "true"],
      ["fields.sort(([a], [b]) => byCodeUnits(a, b));", ""],
    ],
  ),
  ...mutantsOf(
    "key/selector.ts",
    ["key/selector", "key/injectivity"],
    [
      ['if (settings.profile.mark !== "") selector', "if (false) selector"],
      ["if (secrets.length > 0) selector", "if (secrets.length > 1) selector"],
      ['method === "GET" || method === "HEAD"', 'method === "GET" || method === "HEAD" || method === "POST"'],
      ["!isPartitioning(name, partition) && ", ""],
    ],
  ),
  ...mutantsOf(
    "key/variant.ts",
    ["key/variant"],
    [
      ['const prefix = method === "HEAD" ? "head:" : "";', 'const prefix = "";'],
      ["stored.length === current.length &&", ""],
      ['if (name === "authorization") return joined;', ""],
      ['name === "cookie" || name === "authorization" || partition', 'name === "authorization" || partition'],
    ],
  ),
  ...mutantsOf(
    "policy/answer/secret-fields.ts",
    [
      "policy/answer/secret-fields",
      "tests/integration/src/secrets-on-hits",
      "tests/integration/src/credentials",
    ],
    [
      ["const isOwn = isSameOrigin(reference, request.url);", "const isOwn = true;"],
      ["&& !partition.hasParameter(name) ? OWN", "? OWN"],
      ['["location", "content-location", "refresh", "link"]', '["location", "content-location", "refresh"]'],
      ["COOKIE_FIELDS.has(name.toLowerCase()) ? REDACTED : value,", "value,"],
    ],
  ),
  ...mutantsOf(
    "engine/request/follow-redirects.ts",
    ["tests/integration/src/redirects"],
    [
      ['  "authorization",\n', ""],
      ['  "proxy-authorization",\n', ""],
      ['  "cookie",\n', ""],
      ['  "host",\n', ""],
      ['  "content-type",\n', ""],
      ['status <= 302 && request.method === "POST"', 'status <= 303 && request.method === "PUT"'],
    ],
  ),
  ...mutantsOf(
    "engine/request/next-hop.ts",
    ["engine/request/next-hop", "tests/integration/src/redirects"],
    [['if (target.hash === "") target.hash', "if (false) target.hash"]],
  ),
  ...mutantsOf(
    "packages/fetch/src/lazy-response.ts",
    ["packages/fetch/src/to-response", "packages/fetch/test/any-runtime"],
    [
      ["twin.#headers = new Headers(this.#headers)", "twin.#headers = this.#headers"],
      ["twin.#body = body === null ? null : new Uint8Array(body)", "twin.#body = body"],
      ["this.#answer.status <= 299", "this.#answer.status <= 399"],
    ],
  ),
];
