import { join } from "node:path";
import NodeFetchCache, { FileSystemCache, MemoryCache } from "node-fetch-cache";
import type { Client, Contender } from "../harness/client.ts";

/** node-fetch-cache, in memory. */
export const nodeFetchCacheMemory: Contender = {
  role: "peer",
  open: async () => client(new MemoryCache()),
};

/** node-fetch-cache, in files. */
export const nodeFetchCacheFiles: Contender = {
  role: "peer",
  open: async (directory) => client(new FileSystemCache({ cacheDirectory: join(directory, "cache") })),
};

function client(cache: MemoryCache | FileSystemCache): Client {
  const cached = NodeFetchCache.create({ cache });
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
}
