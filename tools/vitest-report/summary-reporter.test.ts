import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { summaryLine } from "./summary-reporter.ts";

const root = join(import.meta.dirname, "../..");

function runFixture(env: Record<string, string>, ...args: string[]): { status: number | null; text: string } {
  const config = join(import.meta.dirname, "fixture/vitest.config.ts");
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const child = spawnSync(process.execPath, [vitest, "run", "--config", config, ...args], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, RCACHE_REQUIRE_ALL: "", NO_COLOR: "1", ...env },
  });
  return { status: child.status, text: child.stdout };
}

describe("summaryReporter", () => {
  it("ends with one plain line and names what did not run before it", () => {
    const { status, text } = runFixture({});
    expect(text).toMatch(/3 passed, 0 failed, 1 skipped\n$/);
    expect(text).toContain("!!   moon suites: there is no moon here. Wait for the night.\n");
    expect(text).toContain("outcomes.fixture.ts > leaves itself out: no server on this machine\n");
    expect(status).toBe(0);
  });

  it("makes a failure of everything that did not run where everything is required", () => {
    const { status, text } = runFixture({ RCACHE_REQUIRE_ALL: "1" });
    expect(text).toContain("RCACHE_REQUIRE_ALL makes that a failure");
    expect(status).toBe(1);
  });

  it("counts a module that cannot be loaded as a failure", () => {
    const { status, text } = runFixture({ FIXTURE_BREAKS: "1" });
    expect(text).toMatch(/2 passed, 1 failed, 1 skipped\n$/);
    expect(status).toBe(1);
  });

  it("does not name tests that a name pattern leaves out", () => {
    const { text } = runFixture({}, "-t", "passes");
    expect(text).not.toContain("leaves itself out");
  });
});

describe("summaryLine", () => {
  it("mentions skipped tests only where there are some", () => {
    expect(summaryLine({ passed: 4, failed: 0, skipped: 0 })).toBe("4 passed, 0 failed");
    expect(summaryLine({ passed: 4, failed: 1, skipped: 2 })).toBe("4 passed, 1 failed, 2 skipped");
  });
});
