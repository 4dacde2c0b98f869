import http from "node:http";
import https from "node:https";
import KeepAlive from "agentkeepalive";
import axios from "axios";
import bent from "bent";
import followRedirects from "follow-redirects";
import got from "got";
import needle from "needle";
import phin from "phin";
import request from "request";
import simpleGet from "simple-get";
import superagent from "superagent";
import { HttpClient } from "typed-rest-client/HttpClient.js";
import type { Asked, Client, Reply } from "./client.ts";

const keepAlive = { http: new KeepAlive(), https: new KeepAlive.HttpsAgent() };

interface Message extends AsyncIterable<Uint8Array> {
  readonly statusCode?: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

async function readMessage(message: Message): Promise<Reply> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return {
    status: message.statusCode ?? 0,
    body: String(Buffer.concat(chunks)),
    contentType: typeOf(message.headers),
  };
}

function typeOf(headers: Readonly<Record<string, unknown>>): string | undefined {
  const value = headers["content-type"];
  return value === undefined ? undefined : String(value);
}

type Requester = Pick<typeof http, "request">;

function byNode(schemes: { http: Requester; https: Requester }, agents?: typeof keepAlive): Client["ask"] {
  return ({ url, method, headers, body }) =>
    new Promise((resolve, reject) => {
      const scheme = url.startsWith("https:") ? "https" : "http";
      const agent = agents?.[scheme];
      const asked = schemes[scheme].request(url, { method, headers, ...(agent && { agent }) }, (message) => {
        readMessage(message).then(resolve, reject);
      });
      asked.on("error", reject);
      asked.end(body);
    });
}

async function byAxios(asked: Asked): Promise<Reply> {
  const { status, data, headers } = await axios.request<string>({
    ...{ url: asked.url, method: asked.method, headers: { ...asked.headers }, data: asked.body },
    ...{
      responseType: "text",
      validateStatus: () => true,
      transformResponse: (text: string) => text,
      adapter: "http",
    },
  });
  return { status, body: data, contentType: typeOf(headers) };
}

async function byAxiosFetch(asked: Asked): Promise<Reply> {
  const { status, data, headers } = await axios.request<string>({
    ...{ url: asked.url, method: asked.method, headers: { ...asked.headers }, data: asked.body },
    ...{
      responseType: "text",
      validateStatus: () => true,
      transformResponse: (text: string) => text,
      adapter: "fetch",
    },
  });
  return { status, body: data, contentType: typeOf(headers) };
}

async function byGot({ url, method, headers, body }: Asked): Promise<Reply> {
  const options = {
    method,
    headers: { ...headers },
    throwHttpErrors: false,
    retry: { limit: 0 },
    ...(body !== undefined && { body }),
  };
  const response = await got(url, options);
  return { status: response.statusCode, body: response.body, contentType: typeOf(response.headers) };
}

async function byGotStream({ url, method, headers, body }: Asked): Promise<Reply> {
  const options = {
    method,
    headers: { ...headers },
    throwHttpErrors: false,
    retry: { limit: 0 },
    ...(body !== undefined && { body }),
  };
  const stream = got.stream(url, options);
  const seen = new Promise<{ statusCode: number; headers: Record<string, unknown> }>((resolve, reject) => {
    stream.once("response", resolve);
    stream.once("error", reject);
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk as Uint8Array); // the cast: got's streams are of bytes
  const response = await seen;
  return {
    status: response.statusCode,
    body: String(Buffer.concat(chunks)),
    contentType: typeOf(response.headers),
  };
}

async function bySuperagent({ url, method, headers, body }: Asked): Promise<Reply> {
  const asked = superagent(method, url)
    .set(headers)
    .ok(() => true)
    .buffer(true)
    .parse(superagent.parse.text);
  const response = await (body === undefined ? asked : asked.send(body));
  return { status: response.status, body: response.text ?? "", contentType: typeOf(response.headers) };
}

async function byNeedle({ url, method, headers, body }: Asked): Promise<Reply> {
  const options = { headers, follow_max: 5, parse_response: false, compressed: true };
  const response = await needle(method.toLowerCase(), url, body ?? null, options);
  return { status: response.statusCode, body: String(response.body), contentType: typeOf(response.headers) };
}

function byRequest({ url, method, headers, body }: Asked): Promise<Reply> {
  return new Promise((resolve, reject) => {
    request(
      { url, method, headers, body, gzip: true },
      (error: unknown, response: { statusCode: number; headers: object }, text: string) => {
        if (error) reject(error);
        else
          resolve({
            status: response.statusCode,
            body: text ?? "",
            contentType: typeOf({ ...response.headers }),
          });
      },
    );
  });
}

async function byPhin({ url, method, headers, body }: Asked): Promise<Reply> {
  const response = await phin({ url, method, headers, data: body, followRedirects: true, compression: true });
  return { status: response.statusCode, body: String(response.body), contentType: typeOf(response.headers) };
}

async function byBent({ url, method, headers, body }: Asked): Promise<Reply> {
  const response = await bent(method, 200, 204, 404, 302)(url, body, headers);
  return { status: response.statusCode, body: await response.text(), contentType: typeOf(response.headers) };
}

function bySimpleGet(asked: Asked): Promise<Reply> {
  return new Promise((resolve, reject) => {
    simpleGet({ ...asked }, (error: unknown, message: Message) => {
      if (error) reject(error);
      else readMessage(message).then(resolve, reject);
    });
  });
}

async function byTypedRest({ url, method, headers, body }: Asked): Promise<Reply> {
  const client = new HttpClient("tests");
  const response = await client.request(method, url, body ?? "", { ...headers });
  const { statusCode = 0, headers: fields } = response.message;
  return { status: statusCode, body: await response.readBody(), contentType: typeOf(fields) };
}

/** Clients that ask by `node:http` and `node:https`. */
export const httpClients: readonly Client[] = [
  { name: "node:http, node:https", ask: byNode({ http, https }) },
  { name: "agentkeepalive", ask: byNode({ http, https }, keepAlive) },
  { name: "follow-redirects", ask: byNode(followRedirects) },
  { name: "axios, http adapter", ask: byAxios },
  { name: "axios, fetch adapter", ask: byAxiosFetch },
  { name: "got", ask: byGot },
  { name: "got.stream", ask: byGotStream },
  { name: "superagent", ask: bySuperagent },
  { name: "needle", ask: byNeedle, hangs: ["cut off"] },
  { name: "request", ask: byRequest },
  { name: "phin", ask: byPhin },
  { name: "bent", ask: byBent, hangs: ["cut off"] },
  { name: "simple-get", ask: bySimpleGet },
  { name: "typed-rest-client", ask: byTypedRest },
];
