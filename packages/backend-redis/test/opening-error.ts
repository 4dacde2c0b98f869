import { once } from "node:events";
import { createServer } from "node:net";
import { redisBackend } from "../src/redis-backend.ts";
import type { RedisBackendOptions } from "../src/redis-options.ts";

/** What a backend is opened with where nobody listens. */
export const host = { nowMs: () => Date.now(), report: () => undefined };

/** A port where nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** What `open` rejects with; undefined where it does not. */
export async function openingError(options: RedisBackendOptions): Promise<unknown> {
  const backend = redisBackend(options);
  return await Promise.resolve(backend.open(host)).then(
    () => backend.close(),
    (error: unknown) => error,
  );
}
