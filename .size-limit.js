// The default (an IIFE) drops every export that nothing calls, which reports too little.
const asModule = (config) => ({ ...config, format: "esm" });

/** Leaves out what is loaded with its first use. */
const withoutLaterParts = (config) => ({
  ...asModule(config),
  plugins: [
    ...(config.plugins ?? []),
    {
      name: "later parts",
      setup: ({ onResolve }) =>
        onResolve({ filter: /^\./ }, ({ kind, path }) =>
          kind === "dynamic-import" ? { path, external: true } : undefined,
        ),
    },
  ],
});

const FETCH = { path: "packages/fetch/dist/index.js", import: "{ createCachedFetch }" };
const CORE = { path: "packages/core/dist/index.js", import: "{ createHttpCache }" };

// Ceilings a twentieth above what it is. "In all" has every part that is loaded with its first use, explain() and inspection included.
// tools/sizes.mjs says what a page loads with code splitting, which is a little more than "at once".
/** @type {import("size-limit").SizeLimitConfig} */
export default [
  // Every table and class of core is left out of a program that does not use it.
  {
    name: "core, isRcacheError",
    path: "packages/core/dist/index.js",
    import: "{ isRcacheError }",
    limit: "0.5 kB",
  },
  {
    name: "fetch, isRcacheError",
    path: "packages/fetch/dist/index.js",
    import: "{ isRcacheError }",
    limit: "0.5 kB",
  },
  {
    name: "core/backend, every export, at once",
    path: "packages/core/dist/backend.js",
    limit: "12 kB",
    modifyEsbuildConfig: withoutLaterParts,
  },
  {
    name: "core, frameSerializer, at once",
    path: "packages/core/dist/index.js",
    import: "{ frameSerializer }",
    limit: "0.5 kB",
    modifyEsbuildConfig: withoutLaterParts,
  },
  { name: "core, createHttpCache, at once", ...CORE, limit: "52 kB", modifyEsbuildConfig: withoutLaterParts },
  { name: "core, createHttpCache, in all", ...CORE, limit: "81 kB" },
  { name: "core, every export, in all", path: "packages/core/dist/index.js", limit: "86 kB" },
  {
    name: "backend-memory without core",
    path: "packages/backend-memory/dist/index.js",
    ignore: ["@rcache/core/backend"],
    limit: "4 kB",
  },
  {
    name: "fetch over memory, for a browser, at once",
    ...FETCH,
    limit: "65.5 kB",
    modifyEsbuildConfig: withoutLaterParts,
  },
  { name: "fetch over memory, for a browser, in all", ...FETCH, limit: "95.5 kB" },
  {
    name: "axios over memory, for a browser, without axios, in all",
    path: "packages/axios/dist/index.js",
    import: "{ withCache }",
    ignore: ["axios"],
    limit: "95 kB",
  },
].map((entry) => ({ gzip: true, modifyEsbuildConfig: asModule, ...entry }));
