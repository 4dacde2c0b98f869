/** What a published package may import: the arrows of ARCHITECTURE.md, one line each. */
export interface PackageArrows {
  /** Names of `@rcache` packages, without the scope. */
  readonly imports: readonly string[];
  /** Also runs where there is no Node: its sources name no `node:` module. */
  readonly neutral: boolean;
}

export const PACKAGES: Readonly<Record<string, PackageArrows>> = {
  core: { imports: [], neutral: true },
  "backend-memory": { imports: ["core"], neutral: true },
  "backend-sqlite": { imports: ["core"], neutral: false },
  "backend-redis": { imports: ["core"], neutral: false },
  "backend-mongodb": { imports: ["core"], neutral: false },
  "backend-gridfs": { imports: ["core", "backend-mongodb"], neutral: false },
  "backend-dynamodb": { imports: ["core"], neutral: false },
  "backend-filesystem": { imports: ["core", "serializer-json"], neutral: false },
  "serializer-json": { imports: ["core"], neutral: true },
  "serializer-yaml": { imports: ["core"], neutral: true },
  "serializer-bson": { imports: ["core"], neutral: true },
  "serializer-stages": { imports: ["core"], neutral: true },
  testkit: { imports: ["core"], neutral: false },
  backends: { imports: ["core", "backend-memory"], neutral: false },
  fetch: { imports: ["core", "backends"], neutral: true },
};

/** Entries for runtimes without Node: nothing that they reach names a `node:` module, whatever the package may do elsewhere. */
export const NEUTRAL_ENTRIES: readonly string[] = ["packages/backends/src/index.edge.ts"];

/** Optional peers of `backends`, which it loads by a computed specifier. */
export const OPTIONAL_PEERS: Readonly<Record<string, RegExp>> = {
  backends: /^@rcache\/(backend|serializer)-/,
};

/** What a folder of core's sources may import from the others; its own files always. */
export interface FolderArrows {
  readonly imports: readonly string[];
  /** `import type` only. */
  readonly types: readonly string[];
  /** No `async`, clock, randomness or platform but `URL`, `TextEncoder` and `TextDecoder`. */
  readonly pure: boolean;
  /** No `throw` either: malformed input becomes a verdict or `undefined`. */
  readonly total: boolean;
}

const PURE_FOLDERS = ["http", "settings", "key", "policy", "entry", "contracts", "errors"];
const NO_TYPES: readonly string[] = [];

export const CORE_FOLDERS: Readonly<Record<string, FolderArrows>> = {
  http: { imports: [], types: NO_TYPES, pure: true, total: true },
  errors: { imports: [], types: NO_TYPES, pure: true, total: true },
  contracts: { imports: [], types: PURE_FOLDERS, pure: true, total: true },
  settings: {
    imports: ["http", "errors"],
    types: ["contracts", "policy", "entry"],
    pure: true,
    total: false,
  },
  key: { imports: ["http", "errors"], types: ["settings", "entry", "contracts"], pure: true, total: false },
  entry: { imports: ["http"], types: ["contracts"], pure: true, total: true },
  policy: {
    imports: ["entry", "key", "http", "settings", "errors"],
    types: ["contracts"],
    pure: true,
    total: true,
  },
  engine: { imports: [...PURE_FOLDERS, "cache"], types: NO_TYPES, pure: false, total: false },
  cache: { imports: [...PURE_FOLDERS, "engine"], types: NO_TYPES, pure: false, total: false },
};
