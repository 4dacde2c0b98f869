import got from "got";
import Keyv from "keyv";
import type { Contender } from "../harness/client.ts";

/** got with its cache in a Keyv over a Map. */
export const gotKeyvMemory: Contender = {
  role: "peer",
  async open() {
    // got adds a listener with every read; printing Keyv's warnings about that would be measured too.
    const cache = new Keyv({ store: new Map() });
    cache.setMaxListeners(Number.POSITIVE_INFINITY);
    const client = got.extend({ cache, retry: { limit: 0 } });
    return {
      async read(url) {
        const { body } = await client(url, { responseType: "buffer" });
        return body.length;
      },
      async stream(url, onFirstByte) {
        let bytes = 0;
        for await (const piece of client.stream(url)) {
          if (bytes === 0) onFirstByte();
          bytes += piece.length;
        }
        return bytes;
      },
      close: async () => undefined,
    };
  },
};
