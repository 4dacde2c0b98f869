import { inspect } from "node:util";
import { memoryBackend } from "@rcache/backend-memory";
import { createHttpCache } from "@rcache/core";
import { describe, expect, it } from "vitest";

const URL_A = "http://127.0.0.1:1/";
const request = { method: "GET", url: URL_A, headers: [] };
const answer = { status: 200, url: URL_A, headers: [], body: null, coding: "decoded" } as const;
const send = async () => answer;

describe("what is printed", () => {
  it("of a hit has key, times and freshness", async () => {
    const kept = createHttpCache({ backend: memoryBackend(), expireAfter: "1h" });
    await kept.handle(request, send);
    const shown = inspect((await kept.handle(request, send)).cache);
    expect(shown).toMatch(/^StoredOutcome \{/);
    for (const part of [`key: 'GET ${URL_A}'`, "createdAt: 2", "expires: 2", "isExpired: false"])
      expect(shown).toContain(part);
  });

  it("of a cache is one line, with the backend and what is set, and without secrets", async () => {
    const kept = createHttpCache({ backend: memoryBackend(), expireAfter: "1h", tags: ["a"] });
    expect(String(kept)).toBe("HttpCache(not open yet, expireAfter: 1h, tags: …)");
    await kept.ready();
    expect(inspect(kept)).toBe("HttpCache(memory http_cache, expireAfter: 1h, tags: …)");
  });
});
