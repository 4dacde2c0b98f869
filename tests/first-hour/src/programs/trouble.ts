// Has trouble of a kind, twice, and nobody listens; or somebody does.
import { memoryBackend } from "@rcache/backend-memory";
import { createHttpCache } from "@rcache/core";

const [kind, who] = process.argv.slice(2);
const request = { method: "GET", url: "http://127.0.0.1:1/a?token=secret", headers: [] };
const answer = { status: 200, url: request.url, headers: [], body: null, coding: "decoded" } as const;
const failing = { ...memoryBackend(), find: () => Promise.reject(new Error("it is down")) };

for (let n = 0; n < 2; n += 1) {
  const cache = createHttpCache({
    backend: kind === "backend" ? failing : memoryBackend(),
    ...(kind === "deprecated" && { oldDataOnError: true }),
    ...(kind === "function" && {
      filterFn: () => {
        throw new Error("a bug");
      },
    }),
    ...(who === "listened" && { onEvent: () => undefined }),
  });
  await cache.handle(request, async () => answer);
  await cache.handle(request, async () => answer);
  await cache.close();
}
