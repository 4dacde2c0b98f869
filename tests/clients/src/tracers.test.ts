import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);
const ORDERS = ["tracer-first", "cache-first"] as const;

describe.each(["opentelemetry", "elastic-apm"])("under %s", (tracer) => {
  it.each(ORDERS.flatMap((order) => ORDERS.map((leaving) => [order, leaving] as const)))(
    "comes: %s, leaves: %s: hits are cached, misses are traced, nothing is unhandled",
    async (order, leaving) => {
      const program = join(import.meta.dirname, "programs", "traced.mjs");
      const flags = ["--conditions=@rcache/source", "--disable-warning=ExperimentalWarning", program];
      const { stdout } = await run(process.execPath, [...flags, tracer, order, leaving], {
        cwd: import.meta.dirname,
      });
      expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toEqual({
        ...{ bodies: ["1", "1", "2", "2"], after: ["3", "4"], spans: true, unhandled: 0 },
        traced: expect.any(Array),
      });
    },
  );
});
