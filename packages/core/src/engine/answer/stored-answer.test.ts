import { describe, expect, it } from "vitest";
import { mapBackend } from "../../../test/map-backend.ts";
import { createHttpCache } from "../../cache/create/create-http-cache.ts";
import type { Found } from "../../contracts/backend.ts";
import type { HttpRequest } from "../../http/messages.ts";

/** A value where a driver has put it: among the replies to others, in one buffer. */
function amongOthers(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError("this backend keeps bytes");
  const buffer = new Uint8Array(65_536).fill(7);
  buffer.set(value, 100);
  return buffer.subarray(100, 100 + value.length);
}

describe("an answer", () => {
  it("reaches no memory but its own, also where a driver has read several into one buffer", async () => {
    const stored = mapBackend("map", "bytes", Date.now);
    const backend = {
      ...stored,
      find(...asked: Parameters<typeof stored.find>): Found {
        const found = stored.find(...asked) as Found; // the cast: this backend answers no promise
        return { ...found, records: found.records.map((one) => ({ ...one, value: amongOthers(one.value) })) };
      },
    };
    await using cache = createHttpCache({ backend, expireAfter: "1h" });
    const request = { method: "GET", url: "https://example.com/", headers: [] };
    const body = Uint8Array.of(1, 2, 3);
    const send = async () =>
      ({ status: 200, url: request.url, headers: [], body, coding: "decoded" }) as const;
    await cache.handle(request, send);
    await cache.flush();
    const hit = await cache.handle(request, send);
    expect([hit.cache.kind, hit.body]).toEqual(["hit", body]);
    expect(hit.body instanceof Uint8Array && hit.body.buffer.byteLength).toBe(3);
  });

  it.each(["bytes", "entry"] as const)(
    "gives its text until its body is handed out, from %s",
    async (kind) => {
      const backend = mapBackend("map", kind, Date.now);
      await using cache = createHttpCache({ backend, expireAfter: "1h" });
      const send = async (asked: HttpRequest) => {
        const body = asked.url.endsWith("/none") ? null : new TextEncoder().encode("\ufeffgrün");
        return { status: 200, url: asked.url, headers: [], body, coding: "decoded" } as const;
      };
      const hitOn = async (url: string, method = "GET") => {
        const request = { method, url, headers: [] };
        await cache.handle(request, send);
        await cache.flush();
        return cache.handle(request, send);
      };
      const hit = await hitOn("https://example.com/");
      expect([hit.cache.kind, hit.text?.(), hit.text?.()]).toEqual(["hit", "grün", "grün"]);
      if (hit.body instanceof Uint8Array) hit.body.fill(65);
      expect(hit.text?.()).toBeUndefined();
      expect((await hitOn("https://example.com/none")).text?.()).toBeUndefined();
      expect((await hitOn("https://example.com/", "HEAD")).text?.()).toBeUndefined();
    },
  );
});
