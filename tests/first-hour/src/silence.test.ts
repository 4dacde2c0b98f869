import { describe, expect, it } from "vitest";
import { ran } from "./run-program.ts";

describe("trouble that nobody listens for", () => {
  it.each([
    ["deprecated", "RCACHE_DEPRECATED", "oldDataOnError is an old name of staleIfError"],
    ["backend", "RCACHE_BACKEND_FAILED", "requests pass without the cache"],
    ["function", "RCACHE_USER_FUNCTION_FAILED", "filterFn failed: Error: a bug"],
  ])("of the kind %s is a warning of the process, once", (kind, code, message) => {
    const { warned } = ran("trouble.ts", [kind]);
    expect(warned.split("RcacheWarning")).toHaveLength(2);
    expect(warned).toContain(`[${code}] RcacheWarning: ${message}`);
    expect(warned).not.toContain("secret");
    expect(ran("trouble.ts", [kind, "listened"]).warned).toBe("");
  });
});

describe("RCACHE_DEBUG=1", () => {
  it("prints a line a decision to stderr, without a change of code", () => {
    const { warned, printed } = ran("trouble.ts", ["none"], { RCACHE_DEBUG: "1" });
    expect(printed).toBe("");
    const lines = warned.split("\n").map((line) => line.replace(/expires .*/, "expires …"));
    expect(lines.slice(0, 3)).toEqual([
      expect.stringMatching(
        /^rcache x1 http:\/\/127\.0\.0\.1:1\/a\?token=REDACTED: miss \(uri-miss\), never expires$/,
      ),
      expect.stringMatching(/^rcache x1 .*: stored$/),
      expect.stringMatching(/^rcache x2 .*: hit \(fresh\), never expires$/),
    ]);
    expect(warned).not.toContain("secret");
  });

  it.each(["0", "", "false"])("says nothing with %j", (off) => {
    expect(ran("trouble.ts", ["none"], { RCACHE_DEBUG: off }).warned).toBe("");
  });
});
