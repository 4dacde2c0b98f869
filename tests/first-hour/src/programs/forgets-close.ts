// Uses a cache in Redis, and does not close it.
import { redisBackend } from "@rcache/backend-redis";
import { createHttpCache } from "@rcache/core";

const [where = ""] = process.argv.slice(2);
const place = where.includes(",") ? { cluster: where.split(",") } : { url: where };
const cache = createHttpCache({
  backend: redisBackend({ ...place, namespace: `forgets-close-${process.pid}` }),
});
const request = { method: "GET", url: "http://127.0.0.1:1/", headers: [] };
const answer = { status: 200, url: request.url, headers: [], body: null, coding: "decoded" } as const;
const kinds: string[] = [];
for (let n = 0; n < 2; n += 1) {
  kinds.push((await cache.handle(request, async () => answer)).cache.kind);
  await cache.flush();
}
console.log(...kinds, await cache.count(), await cache.delete({ urls: [request.url] }));
