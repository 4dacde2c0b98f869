import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mongodbBackend } from "@rcache/backend-mongodb";
import { createHttpCache, type HttpCache } from "@rcache/core";
import { startMongodbOn, withService } from "@rcache/services";
import { httpSend, scriptedOrigin } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { gridfsBackend } from "../src/gridfs-backend.ts";

const SIZES = { small: 100, large: 3_000_000 } as const;

async function read(cache: HttpCache, url: string): Promise<readonly [kind: string, bytes: number]> {
  const { body, cache: outcome } = await cache.handle({ method: "GET", url, headers: [] }, httpSend);
  let bytes = 0;
  if (body instanceof Uint8Array) bytes = body.length;
  else for await (const chunk of body ?? []) bytes += chunk.length;
  return [outcome.kind, bytes];
}

await withService(it, "mongodb-h2", () => {
  describe("a server that keeps its data in a file", () => {
    it.each([
      ["mongodb", mongodbBackend],
      ["gridfs", gridfsBackend],
    ])("has, started again, what was stored before: %s", async (_name, makeBackend) => {
      const directory = await mkdtemp(join(tmpdir(), "rcache-restart-"));
      await using origin = await scriptedOrigin();
      for (const [name, bytes] of Object.entries(SIZES))
        origin.answer(`/${name}`, { body: new Uint8Array(bytes).fill(7) });
      const round = async (): Promise<unknown> => {
        const server = await startMongodbOn(join(directory, "store"));
        const cache = createHttpCache({
          backend: makeBackend({ url: server.url, dbName: "restarted" }),
          expireAfter: "1h",
          autoClose: true,
          // A server that has just been started may take its time.
          backendDeadlineMs: 60_000,
        });
        const answers = [await read(cache, `${origin.url}/small`), await read(cache, `${origin.url}/large`)];
        await cache.flush();
        await cache.close();
        await server.stop();
        return answers;
      };
      expect(await round()).toEqual([
        ["miss", SIZES.small],
        ["miss", SIZES.large],
      ]);
      expect(await round()).toEqual([
        ["hit", SIZES.small],
        ["hit", SIZES.large],
      ]);
      expect(origin.requests).toHaveLength(2);
      await rm(directory, { recursive: true, force: true });
    });
  });
});
