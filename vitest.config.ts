import { existsSync } from "node:fs";
import { isBuiltin } from "node:module";
import { availableParallelism } from "node:os";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { loginOrigin } from "./tests/services/src/login-origin.ts";
import { type LeftOut, summaryReporter } from "./tools/vitest-report/summary-reporter.ts";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  throw new Error(
    `The tests need Node 22.12 or newer; this is ${process.version} (${process.execPath}). ` +
      "Run them as `npx -y pnpm@12.21.0 test`, which brings its own Node.",
  );
}

// Workspace packages resolve to their sources, so no build is needed before a test run.
const conditions = ["@rcache/source", "module", "development|production"];
const chromium = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const hasChromium = existsSync(chromium);
const requireAll = process.env["RCACHE_REQUIRE_ALL"] === "1";

const leftOut: LeftOut[] = [];
if (!hasChromium) {
  leftOut.push({
    what: "browser suites (core, fetch, backend-memory, backend-indexeddb and axios in Chromium)",
    because: `${chromium} does not exist`,
    remedy: "Install Chromium (Debian: apt-get install -y chromium) or set CHROMIUM_PATH.",
  });
}

const node: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: "node",
    include: [
      "packages/*/{src,test}/**/*.test.ts",
      "apps/*/**/*.test.ts",
      "tools/*/**/*.test.ts",
      "tests/*/**/*.test.ts",
      "docs-site/test/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/dist/**", "tests/runtimes/**", "**/*.browser.test.ts"],
    globalSetup: ["tests/services/src/global-setup.ts"],
    benchmark: { include: [] },
  },
};

/** The suites of SQLite once more, on what the runtime itself brings: Node and Deno one, Bun two. */
function sqliteProject(name: string): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      name,
      include: ["packages/backend-sqlite/test/**/*.test.ts"],
      env: { RCACHE_SQLITE_DRIVER: name },
      benchmark: { include: [] },
    },
  };
}
const sqliteDrivers = ["node:sqlite", "bun:sqlite"].filter((name) => isBuiltin(name));
if (!sqliteDrivers.includes("node:sqlite")) {
  leftOut.push({
    what: "SQLite's suites on node:sqlite",
    because: `${process.version} has none`,
    remedy: "Use Node 22.13 or newer.",
  });
}

async function browserProject(): Promise<TestProjectInlineConfiguration> {
  // Loaded late, so that a Node that is too old hears about that first.
  const { playwright } = await import("@vitest/browser-playwright");
  return {
    extends: true,
    plugins: [loginOrigin()],
    test: {
      name: "browser",
      include: [
        "packages/{core,fetch,backend-memory}/{src,test}/**/*.test.ts",
        "packages/backend-indexeddb/test/**/*.browser.test.ts",
      ],
      exclude: ["**/*.node.test.ts"],
      benchmark: { include: [] },
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({
          launchOptions: {
            executablePath: chromium,
            args: [
              "--no-sandbox",
              "--disable-gpu",
              "--disable-quic",
              "--no-first-run",
              "--disable-background-networking",
              "--disable-component-update",
              "--disable-sync",
            ],
          },
        }),
        instances: [{ browser: "chromium" }],
      },
    },
  };
}

export default defineConfig({
  resolve: { conditions: [...conditions, "browser"] },
  ssr: { resolve: { conditions: ["@rcache/source", "node", "development|production"] } },
  test: {
    projects: [node, ...sqliteDrivers.map(sqliteProject), ...(hasChromium ? [await browserProject()] : [])],
    // Many suites wait for a child process or a browser, so one worker would leave a machine of two cores idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Only against tests that hang: a machine that is busy with other things is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", summaryReporter({ leftOut, requireAll })],
    coverage: { include: ["packages/*/src/**"] },
  },
});
