// The default (an IIFE) drops every export that nothing calls, which reports too little.
const modifyEsbuildConfig = (config) => ({ ...config, format: "esm" });

// Ceilings a twentieth above what it is, the part that is loaded with the first explain() or inspection (7 kB) included.
/** @type {import("size-limit").SizeLimitConfig} */
export default [
  { name: "core, every export", path: "packages/core/dist/index.js", limit: "74 kB" },
  { name: "core/backend, every export", path: "packages/core/dist/backend.js", limit: "20 kB" },
  {
    name: "core, createHttpCache",
    path: "packages/core/dist/index.js",
    import: "{ createHttpCache }",
    limit: "69 kB",
  },
  {
    name: "core, frameSerializer",
    path: "packages/core/dist/index.js",
    import: "{ frameSerializer }",
    limit: "15 kB",
  },
  {
    name: "backend-memory without core",
    path: "packages/backend-memory/dist/index.js",
    ignore: ["@rcache/core/backend"],
    limit: "6 kB",
  },
  {
    name: "fetch with backends and core, for a browser",
    path: "packages/fetch/dist/index.js",
    import: "{ createCachedFetch }",
    limit: "84 kB",
  },
  {
    name: "axios with backends and core, for a browser, without axios",
    path: "packages/axios/dist/index.js",
    import: "{ withCache }",
    ignore: ["axios"],
    limit: "84 kB",
  },
].map((entry) => ({ gzip: true, modifyEsbuildConfig, ...entry }));
