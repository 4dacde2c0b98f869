import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/** What is recorded as exported. */
function namesIn(report: string): string[] {
  const text = readFileSync(join(import.meta.dirname, "../reports", report), "utf8");
  return [...text.matchAll(/^## (.+)$/gm)].map(([, name = ""]) => name);
}

/** What both doors of core export, and why whoever comes through either needs it. */
const IN_BOTH: Readonly<Record<string, string>> = {
  Awaitable: "what an adapter's own functions and a backend's members may give",
  Bytes: "bodies of messages, and values of records",
  Chunks: "bodies of messages, and stored bodies",
  Duration: "settings of a cache, and options of a backend",
  HeaderList: "fields of messages, and of stored entries",
  RcacheError: "adapters and backends throw it",
  frameSerializer: "applications put stages around it, backends name it as their own",
  invalidOption: "adapters and backends check options",
  isRcacheError: "applications tell our errors from others, backends let them through",
};

describe("core's two doors", () => {
  it("show an application and an adapter's author at most fifty names", () => {
    expect(namesIn("core.md").length).toBeLessThanOrEqual(50);
  });

  it("share only names that have a reason", () => {
    const ofBackends = new Set(namesIn("core-backend.md"));
    expect(ofBackends.size).toBeGreaterThan(0);
    expect(namesIn("core.md").filter((name) => ofBackends.has(name))).toEqual(Object.keys(IN_BOTH));
  });
});
