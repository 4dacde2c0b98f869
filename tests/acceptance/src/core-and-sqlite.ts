// ONLY @rcache/core and one backend, with a send over node:http.
import http from "node:http";
import { sqliteBackend } from "@rcache/backend-sqlite";
import {
  createHttpCache,
  type HandledResponse,
  type HeaderList,
  type HttpCache,
  type HttpResponse,
} from "@rcache/core";

export interface Client {
  readonly cache: HttpCache;
  get(url: string, signal?: AbortSignal): Promise<HandledResponse>;
}

export function openClient(path: string): Client {
  const cache = createHttpCache({ backend: sqliteBackend({ path }), cacheControl: true });
  return {
    cache,
    get: (url, signal) =>
      cache.handle(
        { method: "GET", url, headers: [["accept", "application/json"]], signal },
        (request, context) =>
          new Promise<HttpResponse>((resolve, reject) => {
            const message = http.request(request.url, {
              method: request.method,
              headers: Object.fromEntries(request.headers),
            });
            context.signal?.addEventListener("abort", () => message.destroy());
            message
              .on("error", reject)
              .on("response", (answer) => {
                const headers: HeaderList = Object.entries(answer.headersDistinct).flatMap(([name, values]) =>
                  (values ?? []).map((value) => [name, value] as const),
                );
                resolve({
                  status: answer.statusCode ?? 0,
                  url: request.url,
                  headers,
                  body: answer,
                  coding: "wire",
                });
              })
              .end();
          }),
      ),
  };
}
