import { describe, expect, it } from "vitest";
import { indexedDbBackend } from "../src/indexeddb-backend.ts";

describe("indexedDbBackend where there is no IndexedDB", () => {
  it("can be made, and says so when it is opened", async () => {
    const backend = indexedDbBackend();
    const opening = async (): Promise<void> => backend.open({ nowMs: () => 0, report: () => undefined });
    await expect(opening()).rejects.toMatchObject({
      code: "RCACHE_BACKEND_UNUSABLE",
      remedy: expect.stringContaining("memoryBackend()"),
    });
  });

  it.each([
    [{ cacheNme: "a" }, "RCACHE_UNKNOWN_OPTION"],
    [{ cacheName: "" }, "RCACHE_INVALID_OPTION"],
  ])("refuses %o at once", (options, code) => {
    // The cast: what a program without types may pass.
    expect(() => indexedDbBackend(options as { cacheName: string })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
