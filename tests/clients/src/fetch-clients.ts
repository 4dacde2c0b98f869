import crossFetch from "cross-fetch";
import { Gaxios } from "gaxios";
import ky from "ky";
import makeFetchHappen from "make-fetch-happen";
import minipassFetch from "minipass-fetch";
import nodeFetch from "node-fetch";
import nodeFetch2 from "node-fetch-2";
import { ofetch } from "ofetch";
import * as undici6 from "undici-6";
import * as undici7 from "undici-7";
import * as undici8 from "undici-8";
import * as urllib from "urllib";
import wretch from "wretch";
import { type Asked, type Client, fromResponse, initOf, type Reply } from "./client.ts";

type FetchOf = (url: string, init: ReturnType<typeof initOf>) => Promise<Parameters<typeof fromResponse>[0]>;

/** A fetch that somebody took before any cache was installed. */
const savedFetch = globalThis.fetch;

function fetchLike(name: string, fetch: unknown): Client {
  // The cast: each is called as fetch is.
  const ask = fetch as FetchOf;
  return { name, ask: async (asked) => fromResponse(await ask(asked.url, initOf(asked))) };
}

interface Undici {
  fetch: unknown;
  request(
    url: string,
    options: object,
  ): Promise<{
    statusCode: number;
    headers: Record<string, string | string[] | undefined>;
    body: { text(): Promise<string> };
  }>;
  stream(
    url: string,
    options: object,
    factory: (data: { statusCode: number; headers: Record<string, unknown> }) => unknown,
  ): Promise<unknown>;
}

function undiciClients(version: string, module: unknown): readonly Client[] {
  const undici = module as Undici; // the cast: what all versions have in common
  return [
    { ...fetchLike(`undici ${version} fetch`, undici.fetch), hangsIn: { deno: ["cut off"] } },
    { name: `undici ${version} request`, ask: (asked) => requestWith(undici, asked) },
  ];
}

async function requestWith({ request }: Undici, asked: Asked): Promise<Reply> {
  const { statusCode, headers, body } = await request(asked.url, initOf(asked));
  return { status: statusCode, body: await body.text(), contentType: String(headers["content-type"]) };
}

async function byGaxios(asked: Asked): Promise<Reply> {
  const { method, headers, body } = asked;
  const data = body === undefined ? {} : { data: body };
  const response = await new Gaxios().request<string>({
    ...{
      url: asked.url,
      method,
      headers: { ...headers },
      responseType: "text",
      validateStatus: () => true,
      retry: false,
    },
    ...data,
  });
  return {
    status: response.status,
    body: response.data ?? "",
    contentType: response.headers.get("content-type") ?? undefined,
  };
}

async function byUrllib({ url, method, headers, body }: Asked): Promise<Reply> {
  const given = body === undefined ? {} : { content: body };
  const {
    status,
    data,
    headers: fields,
  } = await urllib.request(url, {
    ...{ method, headers: { ...headers }, dataType: "text", followRedirect: true, compressed: true },
    ...given,
  });
  return { status, body: String(data), contentType: fields["content-type"] as string | undefined }; // the cast: one line
}

/** Clients that ask by a fetch, their own or the platform's, or by undici. */
export const fetchClients: readonly Client[] = [
  { name: "fetch", ask: async (asked) => fromResponse(await fetch(asked.url, initOf(asked))) },
  {
    name: "fetch, a `Request`",
    ask: async (asked) => fromResponse(await fetch(new Request(asked.url, initOf(asked)))),
  },
  fetchLike("fetch, saved before", savedFetch),
  fetchLike("node-fetch 3", nodeFetch),
  { ...fetchLike("node-fetch 2", nodeFetch2), hangs: ["cut off"] },
  { ...fetchLike("cross-fetch", crossFetch), hangs: ["cut off"], hangsIn: { bun: [] } },
  fetchLike("minipass-fetch", minipassFetch),
  fetchLike("make-fetch-happen", makeFetchHappen),
  {
    name: "ky",
    ask: async (asked) =>
      fromResponse(await ky(asked.url, { ...initOf(asked), throwHttpErrors: false, retry: 0 })),
  },
  { name: "ofetch", ask: async (asked) => fromResponse(await ofetch.native(asked.url, initOf(asked))) },
  {
    name: "wretch",
    ask: async (asked) =>
      fromResponse(
        await wretch(asked.url)
          .options(initOf(asked))
          .fetch(asked.method)
          .res()
          .catch((error: { response: Response }) => error.response),
      ),
  },
  { name: "gaxios", ask: byGaxios },
  { name: "urllib", ask: byUrllib },
  ...undiciClients("6", undici6),
  ...undiciClients("7", undici7),
  ...undiciClients("8", undici8),
];
