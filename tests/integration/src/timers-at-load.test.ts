import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Limits of time that a user sets: a test that turns its own clock turns these too. */
const BY_THE_USERS_CLOCK = ["core/src/platform/time/after-ms.ts", "axios/src/patience.ts"];
const CALLED = /(?<![.\w])set(?:Timeout|Immediate|Interval)\(/;
const packages = new URL("../../../packages/", import.meta.url);

describe("timers of the packages", () => {
  it("are taken when the package is loaded, so that a test's own timers hold up no request", () => {
    const sources = globSync("*/src/**/*.ts", {
      cwd: packages,
      exclude: (path) => /^testkit|\.test\.ts$|\.d\.ts$/.test(path),
    });
    const callers = sources.filter((path) => {
      const lines = readFileSync(new URL(path, packages), "utf8").split("\n");
      return lines.some((line) => CALLED.test(line) && !/^\s*(?:\*|\/\/|setTimeout\(ms: number)/.test(line));
    });
    expect(sources.length).toBeGreaterThan(300);
    expect(callers.sort()).toEqual([...BY_THE_USERS_CLOCK].sort());
  });
});
