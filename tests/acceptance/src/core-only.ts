// Somebody with a client of his own: @rcache/core and one backend, no platform types at all.
import { memoryBackend } from "@rcache/backend-memory";
import {
  createHttpCache,
  type HandledResponse,
  type HttpCache,
  type HttpResponse,
  NEVER_EXPIRE,
} from "@rcache/core";

/** A cache in front of a function that answers. */
export function cachedAnswers(answer: (url: string) => HttpResponse): {
  cache: HttpCache;
  ask(url: string): Promise<HandledResponse>;
} {
  const cache = createHttpCache({ backend: memoryBackend(), expireAfter: NEVER_EXPIRE });
  return {
    cache,
    ask: (url) => cache.handle({ method: "GET", url, headers: [] }, async (request) => answer(request.url)),
  };
}

// @ts-expect-error a backend is needed
createHttpCache.bind(undefined, {});
// @ts-expect-error unknown option
const wrong: Parameters<typeof createHttpCache>[0] = { backend: memoryBackend, expireAftr: 5 };
void wrong;
