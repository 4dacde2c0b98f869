/** The suite has no types of its own; these are the parts of it that are used. */
declare module "http-cache-tests/client/runner.mjs" {
  /** Runs the tests side by side, `chunkSize` at a time; what they found is asked for afterwards. */
  export function runTests(
    suites: readonly import("./suite.ts").Suite[],
    fetch: (url: string, init?: RequestInit) => Promise<Response>,
    browserCache: boolean,
    origin: string,
    chunkSize: number,
  ): Promise<void>;
  export function getResults(): import("./suite.ts").Results;
}

declare module "http-cache-tests/tests/index.mjs" {
  const suites: readonly import("./suite.ts").Suite[];

  // biome-ignore lint/style/noDefaultExport: so does the suite
  export default suites;
}

declare module "http-cache-tests/server/handle-config.mjs" {
  const handle: import("./suite.ts").Handle;

  // biome-ignore lint/style/noDefaultExport: so does the suite
  export default handle;
}

declare module "http-cache-tests/server/handle-test.mjs" {
  const handle: import("./suite.ts").Handle;

  // biome-ignore lint/style/noDefaultExport: so does the suite
  export default handle;
}

declare module "http-cache-tests/server/handle-state.mjs" {
  const handle: import("./suite.ts").Handle;

  // biome-ignore lint/style/noDefaultExport: so does the suite
  export default handle;
}
