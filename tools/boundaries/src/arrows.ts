/** What a published package may import: the arrows of ARCHITECTURE.md, one line each. */
export interface PackageArrows {
  /** What it may import of `@rcache`, without the scope: names of packages, or one of the {@link DOORS}. */
  readonly imports: readonly string[];
  /** Also runs where there is no Node: its sources name no `node:` module. */
  readonly neutral: boolean;
}

export const PACKAGES: Readonly<Record<string, PackageArrows>> = {
  core: { imports: [], neutral: true },
  "backend-memory": { imports: ["core/backend"], neutral: true },
  "backend-indexeddb": { imports: ["core/backend"], neutral: true },
  bridges: { imports: ["core", "core/backend"], neutral: false },
  "backend-sqlite": { imports: ["core/backend"], neutral: false },
  "backend-redis": { imports: ["core/backend"], neutral: false },
  "backend-mongodb": { imports: ["core/backend"], neutral: false },
  "backend-gridfs": { imports: ["core/backend", "backend-mongodb"], neutral: false },
  "backend-dynamodb": { imports: ["core/backend"], neutral: false },
  "backend-filesystem": { imports: ["core/backend", "serializer-json"], neutral: false },
  "serializer-json": { imports: ["core/backend"], neutral: true },
  "serializer-yaml": { imports: ["core/backend"], neutral: true },
  "serializer-bson": { imports: ["core/backend"], neutral: true },
  "serializer-stages": { imports: ["core/backend"], neutral: true },
  testkit: { imports: ["core", "core/backend"], neutral: false },
  backends: { imports: ["core", "core/backend", "backend-memory"], neutral: false },
  fetch: { imports: ["core", "backends"], neutral: true },
  patch: { imports: ["core", "backends", "fetch"], neutral: false },
  axios: { imports: ["core", "backends"], neutral: true },
};

/** What a package lets others import beside its own name. */
export const DOORS: ReadonlySet<string> = new Set(["core/backend", "core/playground", "patch/register"]);

/** Entries for runtimes without Node: nothing that they reach names a `node:` module, whatever the package may do elsewhere. */
export const NEUTRAL_ENTRIES: readonly string[] = ["packages/backends/src/index.edge.ts"];

/** Optional peers of `backends`, which it loads by a computed specifier. */
export const OPTIONAL_PEERS: Readonly<Record<string, RegExp>> = {
  backends: /^@rcache\/(backend|serializer)-/,
};

/** What a folder of core's sources may import from the others; its own files always. `policy/*` is the folder and all its rooms. */
export interface FolderArrows {
  readonly imports: readonly string[];
  /** `import type` only. */
  readonly types: readonly string[];
  /** No `async`, clock, randomness or platform but `URL`, `TextEncoder` and `TextDecoder`. */
  readonly pure: boolean;
  /** No `throw` either: malformed input becomes a verdict or `undefined`. */
  readonly total: boolean;
}

const NO_TYPES: readonly string[] = [];

/** Imports nothing, and cannot fail. */
const PURE: FolderArrows = { imports: [], types: NO_TYPES, pure: true, total: true };

function awaits(...imports: readonly string[]): FolderArrows {
  return { imports: [...imports, "http/*", "errors"], types: ["contracts"], pure: false, total: false };
}

/** A room of a folder has a row of its own. Read from top to bottom, no row names one below it, except as types. */
export const CORE_FOLDERS: Readonly<Record<string, FolderArrows>> = {
  http: PURE,
  "http/fields": { ...PURE, types: ["http"] },
  "http/urls": { ...PURE, imports: ["http", "http/fields"] },
  errors: PURE,
  contracts: { ...PURE, types: ["http/*", "errors", "entry/*", "policy"] },
  settings: { ...PURE, imports: ["http", "errors"], types: ["contracts"], total: false },
  "settings/url-rules": { ...PURE, imports: ["settings", "errors"], total: false },
  "settings/credentials": { ...PURE, types: ["settings"] },
  "settings/effective": {
    ...PURE,
    imports: ["settings/url-rules", "settings/credentials", "settings", "errors"],
    total: false,
  },
  entry: { ...PURE, imports: ["http/*"], types: ["contracts"] },
  "entry/formats": { ...PURE, imports: ["entry", "http/*"], types: ["contracts"] },
  key: { ...PURE, imports: ["http/*"], types: ["settings/*", "entry/*"], total: false },
  policy: { ...PURE, types: ["http/*", "settings/*", "entry/*"] },
  "policy/structured": { ...PURE, imports: ["http/*", "key"], types: ["settings/*", "entry/*"] },
  "policy/invalidation": { ...PURE, imports: ["http/*"], types: ["settings/*", "policy"] },
  "policy/freshness": { ...PURE, imports: ["http/*", "settings/*"], types: ["entry/*"] },
  "policy/validation": { ...PURE, imports: ["policy/structured", "http/*", "entry/*"] },
  "policy/answer": {
    ...PURE,
    imports: ["policy/freshness", "http/*", "key"],
    types: ["settings/*", "entry/*"],
  },
  "policy/store": {
    ...PURE,
    imports: [
      "policy/answer",
      "policy/validation",
      "policy/freshness",
      "http/*",
      "settings/*",
      "entry/*",
      "key",
    ],
    types: ["policy", "policy/structured"],
  },
  "policy/lookup": {
    ...PURE,
    imports: [
      "policy/store",
      "policy/answer",
      "policy/validation",
      "policy/freshness",
      "http/*",
      "settings/*",
      "key",
    ],
    types: ["policy", "entry/*"],
  },
  "policy/reply": {
    ...PURE,
    imports: ["policy/lookup", "policy/store", "policy/validation", "policy/freshness", "http/*", "entry/*"],
    types: ["policy", "settings/*"],
  },
  "policy/explain": {
    ...PURE,
    imports: [
      "policy",
      "policy/lookup",
      "policy/store",
      "policy/freshness",
      "policy/structured",
      "http/*",
      "settings/*",
      "entry/*",
      "key",
    ],
  },
  playground: {
    ...PURE,
    imports: [
      "policy/explain",
      "policy/lookup",
      "policy/store",
      "policy/answer",
      "http/*",
      "settings/*",
      "entry/*",
      "key",
    ],
  },
  "platform/concurrency": awaits(),
  "platform/maps": awaits(),
  "platform/process": awaits(),
  "platform/time": awaits(),
  "platform/bytes": {
    ...awaits("platform/concurrency", "platform/maps", "platform/process", "key"),
    types: ["entry/*"],
  },
  "platform/events": awaits("platform/concurrency", "platform/process"),
  serializers: awaits("entry/*", "platform/*"),
  backends: awaits("serializers", "platform/*", "entry/*"),
  "backends/key-value": { ...awaits("backends", "platform/*", "key"), types: ["contracts", "entry/*"] },
  "backends/tiered": awaits("backends", "platform/*", "key", "entry/*", "settings/*"),
  "engine/memory": { ...awaits("platform/*", "key"), types: ["entry/*", "policy/*"] },
  "engine/store": {
    ...awaits("backends", "platform/*", "key", "entry/*"),
    types: ["contracts", "settings/*", "policy/*"],
  },
  "engine/bodies": {
    ...awaits("engine/store", "serializers", "platform/*"),
    types: ["contracts", "backends", "entry/*"],
  },
  "engine/session": {
    ...awaits("backends", "platform/*", "policy/*", "key", "entry/*", "settings/*"),
    types: ["contracts", "engine/memory", "engine/store", "engine/bodies"],
  },
  "engine/answer": awaits("engine/session", "platform/*", "policy/*", "key", "entry/*", "settings/*"),
  "engine/origin": {
    ...awaits("engine/answer", "engine/session", "engine/store", "platform/*", "policy/*", "entry/*"),
    types: ["contracts", "engine/memory", "engine/bodies", "settings/*"],
  },
  "engine/request": {
    ...awaits(
      "engine/origin",
      "engine/answer",
      "engine/session",
      "engine/store",
      "engine/memory",
      "platform/*",
      "policy/*",
      "key",
      "entry/*",
    ),
    types: ["contracts", "settings/*"],
  },
  cache: {
    ...awaits("engine/session", "engine/store", "key"),
    types: ["contracts", "backends", "policy/*", "settings/*"],
  },
  "cache/entries": awaits(
    "cache",
    "playground",
    "engine/origin",
    "engine/answer",
    "engine/session",
    "engine/bodies",
    "engine/store",
    "backends",
    "platform/*",
    "policy/*",
    "key",
    "entry/*",
    "settings/*",
  ),
  "cache/create": {
    ...awaits(
      "cache/entries",
      "cache",
      "engine/request",
      "engine/answer",
      "engine/session",
      "engine/bodies",
      "engine/store",
      "engine/memory",
      "platform/*",
      "settings/*",
    ),
    types: ["contracts", "policy/*"],
  },
};

/** The folder of a file in core's sources by its row above; undefined for `index.ts` and what is not source. */
export function coreFolder(path: string): string | undefined {
  const folders = /^packages\/core\/src\/((?:[\w-]+\/)+)[^/]+$/.exec(path)?.[1];
  return folders?.slice(0, -1);
}
