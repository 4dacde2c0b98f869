import { createHttpCache, type HttpCache, type Send, tiered } from "@rcache/core";
import { withService } from "@rcache/services";
import {
  backendContract,
  faultContract,
  manualClock,
  processContract,
  referenceBackend,
} from "@rcache/testkit";
import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { redisBackend } from "../src/redis-backend.ts";
import { redisTrial } from "./redis-trial.ts";

const NEAR_FOR_MS = 30_000;
const HOUR_MS = 3_600_000;
const URL = "https://example.com/tiers";

await withService(it, "redis", ({ url }) => {
  describe("a small memory before Redis", () => {
    const open = ({ cacheName }: { cacheName: string }): ReturnType<typeof tiered> =>
      tiered(referenceBackend({ valueKind: "entry" }), redisBackend({ cacheName, url }));
    backendContract({ describe, it }, { open });
    faultContract({ describe, it }, { open });
    const module = new globalThis.URL("./programs/shared-tiers.ts", import.meta.url);
    processContract({ describe, it }, { module, place: url });
  });

  describe("two processes, each with a memory before one Redis", () => {
    it("answer from memory, expire at the same moment, and see an invalidation when the copy is over", async () => {
      const clock = manualClock(Date.now());
      const { namespace } = redisTrial({});
      const client = new Redis(url);
      const far = { gets: 0 };
      let asked = 0;
      const send: Send = async () => {
        asked += 1;
        const body = new TextEncoder().encode(String(asked));
        return { status: 200, url: URL, headers: [], body, coding: "decoded" };
      };
      const process = (): HttpCache => {
        const shared = redisBackend({ namespace, client });
        const find: typeof shared.find = (...args) => {
          far.gets += 1;
          return shared.find(...args);
        };
        const near = referenceBackend({ valueKind: "entry" });
        const backend = tiered(near, { ...shared, find }, { nearForMs: NEAR_FOR_MS });
        return createHttpCache({ backend, clock, expireAfter: "1h", backendDeadlineMs: 60_000 });
      };
      const [mine, theirs] = [process(), process()];
      const ask = async (cache: HttpCache, method = "GET"): Promise<string> => {
        const { cache: outcome, body } = await cache.handle({ method, url: URL, headers: [] }, send);
        await cache.flush();
        return `${outcome.kind} ${body instanceof Uint8Array ? new TextDecoder().decode(body) : ""}`;
      };
      const farGets = async (act: () => Promise<string>): Promise<readonly [string, number]> => {
        far.gets = 0;
        return [await act(), far.gets];
      };

      expect(await ask(mine)).toBe("miss 1");
      expect(await farGets(() => ask(mine))).toEqual(["hit 1", 0]);
      expect(await farGets(() => ask(theirs))).toEqual(["hit 1", 1]);
      expect(await farGets(() => ask(theirs))).toEqual(["hit 1", 0]);

      expect(await ask(mine, "POST")).toBe("bypass 2");
      expect(await ask(mine)).toBe("miss 3");
      // The other memory may lag, and not for longer than it was told to.
      expect(await farGets(() => ask(theirs))).toEqual(["hit 1", 0]);
      clock.advance(NEAR_FOR_MS);
      expect(await farGets(() => ask(theirs))).toEqual(["hit 3", 1]);

      clock.advance(HOUR_MS - NEAR_FOR_MS - 1);
      expect([await ask(mine), await ask(theirs)]).toEqual(["hit 3", "hit 3"]);
      clock.advance(1);
      expect(await ask(theirs)).toBe("miss 4");
      expect(await ask(mine)).toMatch(/^(hit|miss) 4$/);
      await mine.clear();
      await Promise.all([mine.close(), theirs.close()]);
      client.disconnect();
    });
  });
});
