import NodeFetchCache, { MemoryCache } from "node-fetch-cache";
import type { Contender } from "../harness/client.ts";

/** node-fetch-cache, in memory. */
export const nodeFetchCacheMemory: Contender = {
  role: "peer",
  async open() {
    const cached = NodeFetchCache.create({ cache: new MemoryCache() });
    return {
      async read(url) {
        const response = await cached(url);
        return (await response.arrayBuffer()).byteLength;
      },
      async stream(url, onFirstByte) {
        const response = await cached(url);
        let bytes = 0;
        for await (const piece of response.body ?? []) {
          if (bytes === 0) onFirstByte();
          bytes += piece.length;
        }
        return bytes;
      },
      close: async () => undefined,
    };
  },
};
