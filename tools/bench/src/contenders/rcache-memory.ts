import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import type { Contender } from "../harness/client.ts";
import { fetchClient } from "./fetch-client.ts";

const ROOM_BYTES = 1_000_000_000;

/** @rcache over memory, as an application uses it. */
export const rcacheMemory: Contender = contender("auto");

/** The same where libraries insist on a real Response. */
export const rcacheMemoryReal: Contender = contender(false);

function contender(lazyResponse: "auto" | false): Contender {
  return {
    role: "ours",
    async open() {
      const backend = memoryBackend({ maxBytes: ROOM_BYTES });
      const cached = createCachedFetch({ backend, expireAfter: "1h", lazyResponse });
      return fetchClient((url) => cached(url), {
        settled: () => cached.cache.flush(),
        close: () => cached.close(),
      });
    },
  };
}
