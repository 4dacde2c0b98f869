import type { Backend, Serializer } from "@rcache/core/backend";
import { createCachedFetch } from "@rcache/fetch";
import type { Client } from "../harness/client.ts";
import { fetchClient } from "./fetch-client.ts";

/** @rcache over a backend, as an application uses it. */
export function rcacheClient(backend: Backend, serializer?: Serializer): Client {
  const cached = createCachedFetch({
    backend,
    expireAfter: "1h",
    autoClose: true,
    ...(serializer && { serializer }),
  });
  return fetchClient((url) => cached(url), {
    settled: () => cached.cache.flush(),
    close: () => cached.close(),
  });
}
