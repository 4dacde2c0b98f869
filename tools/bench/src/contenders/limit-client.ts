import type { Client } from "../harness/client.ts";
import { fetchClient } from "./fetch-client.ts";
import { keptAnswer, keptResponse } from "./kept-answer.ts";

type Kept = Uint8Array | null | undefined;

/** The barest use of a store: one read by key, and nothing looked at. */
export interface BareStore {
  get(key: string): Kept | Promise<Kept>;
  set(key: string, value: Buffer): unknown;
  close(): unknown;
}

/** The rawest way from a store to a Response. */
export function limitClient(store: BareStore): Client {
  return fetchClient(
    async (url) => {
      const got = store.get(url);
      // A turn of the microtask queue is not the store's to pay.
      const found = got instanceof Promise ? await got : got;
      if (found !== undefined && found !== null) return keptResponse(found);
      const kept = keptAnswer(await (await fetch(url)).arrayBuffer());
      await store.set(url, kept);
      return keptResponse(kept);
    },
    { close: async () => void (await store.close()) },
  );
}
