// A framework's maintainer: a store, a client, a stage of his own.
import type { HttpCache, RequestOptions } from "@rcache/core";
import { keyValueBackend, type Serializer, type Stage } from "@rcache/core/backend";
import { fromResponse, toHttpRequest, toResponse } from "@rcache/fetch";

/** The shape of a key-value store as edge platforms have it: three methods are enough. */
export interface KeyValueNamespace {
  get(key: string, type: "arrayBuffer"): Promise<ArrayBuffer | null>;
  put(key: string, value: Uint8Array, options: { expiration: number }): Promise<void>;
  delete(key: string): Promise<void>;
}

export const overNamespace = (namespace: KeyValueNamespace) =>
  keyValueBackend({
    get: async (key) => {
      const value = await namespace.get(key, "arrayBuffer");
      return value ? new Uint8Array(value) : undefined;
    },
    set: (key, value, { expiresAtMs }) =>
      namespace.put(key, value, { expiration: Math.ceil(expiresAtMs / 1000) }),
    delete: (key) => namespace.delete(key),
  });

/** An adapter for any client that speaks Request and Response. */
export const cachedClient =
  (cache: HttpCache, client: (request: Request) => Promise<Response>) =>
  async (request: Request, options?: RequestOptions) =>
    toResponse(
      await cache.handle(
        await toHttpRequest(request),
        async (asked, { signal }) => {
          const headers = asked.headers.map(([name, value]): [string, string] => [name, value]);
          const outgoing = new Request(asked.url, {
            method: asked.method,
            headers,
            // The cast: the engine's signal is the platform's own, said without its types.
            signal: signal as AbortSignal,
            redirect: "manual",
          });
          return fromResponse(await client(outgoing));
        },
        options,
      ),
    );

/** A stage that anybody can read, and that only hides from a glance. */
export const xor: Stage = (inner): Serializer<Uint8Array> => {
  const { body: _plainBodies, ...rest } = inner;
  return {
    ...rest,
    id: `${inner.id}+xor`,
    encode: async (entry, at) => (await inner.encode(entry, at)).map((byte) => byte ^ 1),
    decode: (bytes, at) =>
      inner.decode(
        bytes.map((byte) => byte ^ 1),
        at,
      ),
  };
};
