import { afterEach, describe, expect, it, vi } from "vitest";
import { backendBenchmark, referenceBackend } from "../src/index.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("backendBenchmark", () => {
  it("prints a row a call, with ratios where there is a bare store, and leaves nothing behind", async () => {
    const info = vi.spyOn(console, "info").mockImplementation(() => undefined);
    const store = new Map<string, Uint8Array>();
    // Few records: the reference backend walks over all of them at every find.
    const backend = referenceBackend({ valueKind: "entry" });
    const close = vi.spyOn(backend, "close");
    await backendBenchmark({
      open: () => ({ ...backend, find: () => ({ complete: true, records: [] }) }),
      bare: { get: async (key) => store.get(key), set: async (key, value) => store.set(key, value) },
    });
    const printed = String(info.mock.calls[0]?.[0]);
    expect(printed).toMatch(/^reference, 500 records/);
    for (const row of ["put", "bare set", "find, preferred", "find, all", "bare get", "find, nothing"])
      expect(printed).toMatch(new RegExp(`^ {2}${row} +\\d+\\.\\d\\d µs`, "m"));
    expect(printed.match(/× bare/g)).toHaveLength(4);
    expect(close).toHaveBeenCalledOnce();
    await backend.open({ nowMs: Date.now, report: () => undefined });
    expect(await backend.stats?.()).toEqual({ entries: 0, bytes: 0 });
  });
});
