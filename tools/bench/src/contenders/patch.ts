import { memoryBackend } from "@rcache/backend-memory";
import { disabled, type InstallFilter, installCache } from "@rcache/patch";
import type { Client, Contender } from "../harness/client.ts";
import { plainFetch } from "./plain-fetch.ts";
import { plainHttp } from "./plain-http.ts";

/** So that the store is full after a while, and whatever else grows is seen. */
const MOST_ENTRIES = 1000;

type Read = Client["read"];

/** Everything is for the cache. */
export const patchedHttp: Contender = patched(plainHttp);
export const patchedFetch: Contender = patched(plainFetch);
/** The host that is asked is not for the cache. */
export const patchedHttpOtherHost: Contender = patched(plainHttp, { hosts: { except: ["127.0.0.1"] } });
export const patchedFetchOtherHost: Contender = patched(plainFetch, { hosts: { except: ["127.0.0.1"] } });
/** The method that is asked is not for the cache. */
export const patchedHttpOtherMethod: Contender = patched(plainHttp, { methods: ["HEAD"] });
export const patchedFetchOtherMethod: Contender = patched(plainFetch, { methods: ["HEAD"] });
/** Each request is made beside the cache. */
export const patchedHttpDisabled: Contender = patched(plainHttp, {}, beside);
export const patchedFetchDisabled: Contender = patched(plainFetch, {}, beside);

function patched(
  { open }: Contender,
  filter: InstallFilter = {},
  wrap = (read: Read): Read => read,
): Contender {
  return {
    role: "ours",
    async open(directory, server) {
      const backend = memoryBackend({ maxEntries: MOST_ENTRIES });
      const { cache, uninstall } = installCache({ backend, cacheControl: true, ...filter });
      const client = await open(directory, server);
      return {
        ...client,
        read: wrap(client.read),
        settled: () => cache.flush(),
        async close() {
          uninstall();
          await client.close();
        },
      };
    },
  };
}

function beside(read: Read): Read {
  return (url, method) => disabled(() => read(url, method));
}
