import type { Chunks, HandledResponse, HeaderList } from "@rcache/core";
import type { CachedAxiosResponse } from "../../src/index.ts";

/** A streamed answer of axios' as data, as the testkit compares it. */
export function handledAnswer(response: CachedAxiosResponse<Chunks>): HandledResponse {
  const { status, statusText, data, cache } = response;
  const headers: HeaderList = Object.entries(response.headers).flatMap(([name, value]) =>
    [value].flat().map((line) => [name, String(line)] as const),
  );
  const url = String(response.request.res.responseUrl);
  return { status, statusText, url, headers, body: data, coding: "decoded", history: cache.history, cache };
}
