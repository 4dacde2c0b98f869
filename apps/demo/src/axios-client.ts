import { type CachedAxiosConfig, withCache } from "@rcache/axios";
import type { Backend } from "@rcache/core/backend";
import axios, { type AxiosAdapter } from "axios";
import type { AskedOrigin } from "./asked-origin.ts";
import type { DemoClient } from "./demo-client.ts";
import type { DemoRequest } from "./demo-requests.ts";

/** `withCache` over an axios instance, as an application uses it. */
export function axiosClient(backend: Backend, origin: AskedOrigin): DemoClient {
  const ask = axios.getAdapter("http");
  const adapter: AxiosAdapter = (config) => ask({ ...config, url: origin.locate(config.url ?? "") });
  // The demo shows answers of any status.
  const plain = axios.create({ adapter, responseType: "arraybuffer", validateStatus: null });
  const api = withCache(plain, { backend, expireAfter: "1d", autoClose: true });
  return {
    cache: api.cache,
    async ask(request) {
      const { data, cache } = await api.request<Uint8Array>(configOf(request));
      return { cache, bytes: data.byteLength };
    },
    explain: ({ url, init }) => api.cache.explain(url, init?.rcache),
    close: () => api.cache.close(),
  };
}

function configOf({ url, init = {} }: DemoRequest): CachedAxiosConfig {
  const { method = "GET", headers, body, rcache } = init;
  return {
    url,
    method,
    headers: Object.fromEntries(new Headers(headers)),
    data: body,
    ...(rcache !== undefined && { rcache }),
  };
}
