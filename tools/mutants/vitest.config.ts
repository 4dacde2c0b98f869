import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { mutated } from "./src/mutant.ts";
import { MUTANTS } from "./src/mutants.ts";
import { RESULT } from "./src/run-tests.ts";

const root = resolve(import.meta.dirname, "../..");
/** The number of the mutant that this run is about; none: the sources as they are. */
const mutant = MUTANTS[Number(process.env["RCACHE_MUTANT"] ?? -1)];
const path = mutant && resolve(root, mutant.file);

export default defineConfig({
  root,
  plugins: [
    {
      name: "mutant",
      enforce: "pre",
      transform: (source, id) =>
        mutant !== undefined && id.split("?", 1)[0] === path ? mutated(mutant, source) : undefined,
    },
  ],
  ssr: { resolve: { conditions: ["@rcache/source", "node", "development|production"] } },
  test: {
    include: ["packages/{core,fetch}/**/*.test.ts", "tests/{integration,conformance}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    maxWorkers: 2,
    // It does not know that the same source comes out in other ways.
    fsModuleCache: false,
    // Waiting for ever is one way of failing.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: [
      {
        onTestRunEnd(modules, _errors, reason) {
          const tests = modules.flatMap((module) => [...module.children.allTests()]);
          process.stdout.write(
            `\n${RESULT}${reason === "passed" && tests.length === 0 ? "nothing" : reason}\n`,
          );
        },
      },
    ],
  },
});
