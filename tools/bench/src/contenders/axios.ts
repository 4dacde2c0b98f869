import { withCache } from "@rcache/axios";
import { memoryBackend } from "@rcache/backend-memory";
import axios, { type AxiosInstance } from "axios";
import { setupCache } from "axios-cache-interceptor";
import type { Client, Contender } from "../harness/client.ts";

const ROOM_BYTES = 1_000_000_000;
const HOUR_MS = 3_600_000;

/** No cache at all. */
export const plainAxios: Contender = {
  role: "limit",
  open: async () => axiosClient(axios.create()),
};

/** @rcache over memory, as an application uses it. */
export const rcacheAxios: Contender = {
  role: "ours",
  async open() {
    const api = withCache(axios.create(), {
      backend: memoryBackend({ maxBytes: ROOM_BYTES }),
      expireAfter: "1h",
    });
    return axiosClient(api, { settled: () => api.cache.flush(), close: () => api.cache.close() });
  },
};

/** Over memory, with an answer's life from its options, as ours has it. */
export const axiosCacheInterceptor: Contender = {
  role: "peer",
  // The cast: its types are of another copy of axios' types.
  open: async () =>
    axiosClient(
      setupCache(axios.create(), { ttl: HOUR_MS, interpretHeader: false }) as unknown as AxiosInstance,
    ),
};

function axiosClient(instance: AxiosInstance, rest: Partial<Client> = {}): Client {
  return {
    async read(url) {
      const { data } = await instance.get<Uint8Array>(url, { responseType: "arraybuffer" });
      return data.byteLength;
    },
    async stream(url, onFirstByte) {
      const { data } = await instance.get<AsyncIterable<Uint8Array>>(url, { responseType: "stream" });
      let bytes = 0;
      for await (const piece of data) {
        if (bytes === 0) onFirstByte();
        bytes += piece.byteLength;
      }
      return bytes;
    },
    close: async () => undefined,
    ...rest,
  };
}
