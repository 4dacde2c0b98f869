import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";

const cachedFetch = createCachedFetch({
  backend: memoryBackend({ maxBytes: 16_000_000 }),
  expireAfter: "1m",
  staleWhileRevalidate: "1h",
});

const worker = {
  async fetch(request, env, context) {
    const rcache = { waitUntil: (work) => context.waitUntil(work) };
    const answer = await cachedFetch(env.ORIGIN + new URL(request.url).pathname, { rcache });
    const headers = new Headers(answer.headers);
    headers.set("X-From-Cache", String(answer.fromCache));
    return new Response(answer.body, { status: answer.status, headers });
  },
};

export default worker;
