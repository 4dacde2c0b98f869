import type { Client } from "../harness/client.ts";
import { fetchClient, type Readable } from "./fetch-client.ts";
import { keptAnswer, keptResponse, responseOf } from "./kept-answer.ts";

type Kept = Uint8Array | null | undefined;

/** The barest use of a store: one read by key, and nothing looked at. */
export interface BareStore {
  get(key: string): Kept | Promise<Kept>;
  set(key: string, value: Buffer): unknown;
  close(): unknown;
}

/** The same where documents are kept: the body of one is read. */
export interface BareDocuments {
  getBody(key: string): Promise<Kept>;
  setBody(key: string, body: ArrayBuffer): unknown;
  close(): unknown;
}

/**
 * The rawest way from a store to a Response.
 *
 * @param respond makes something else of what was kept
 */
export function limitClient(
  store: BareStore,
  respond: (kept: Uint8Array) => Readable = keptResponse,
): Client {
  return fetchClient(
    async (url) => {
      const got = store.get(url);
      // A turn of the microtask queue is not the store's to pay.
      const found = got instanceof Promise ? await got : got;
      if (found !== undefined && found !== null) return respond(found);
      const kept = keptAnswer(await (await fetch(url)).arrayBuffer());
      await store.set(url, kept);
      return respond(kept);
    },
    { close: async () => void (await store.close()) },
  );
}

/** The same from a store of documents. */
export function documentLimitClient(store: BareDocuments): Client {
  return fetchClient(
    async (url) => {
      const found = await store.getBody(url);
      if (found !== undefined && found !== null) return responseOf(found);
      const body = await (await fetch(url)).arrayBuffer();
      await store.setBody(url, body);
      return responseOf(new Uint8Array(body));
    },
    { close: async () => void (await store.close()) },
  );
}
