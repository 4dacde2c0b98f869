import { createHash } from "node:crypto";
import type { RequestListener } from "node:http";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import type { Asked, Client, Reply } from "./client.ts";

/** One situation: how the origin answers, what is asked, and whether the second answer is to come from the cache. */
export interface Case {
  readonly name: string;
  readonly path: string;
  readonly answer: RequestListener;
  readonly asked?: Partial<Asked>;
  /** @default true */
  readonly isCached?: boolean;
}

const TEXT = "A päper on caches. ".repeat(200);
const LARGE = Buffer.alloc(2 << 20, "0123456789abcdef");

export const CASES: readonly Case[] = [
  {
    name: "JSON",
    path: "/json",
    answer: (_request, response) => {
      response
        .writeHead(200, { "Content-Type": "application/json", ETag: '"1"', "X-Many": ["1", "2"] })
        .end('{"a":1}');
    },
  },
  { name: "gzip", path: "/gzip", answer: coded("gzip", gzipSync(TEXT)) },
  { name: "br", path: "/br", answer: coded("br", brotliCompressSync(TEXT)) },
  { name: "zstd", path: "/zstd", answer: coded("zstd", zstdCompressSync(TEXT)) },
  {
    name: "chunked",
    path: "/chunked",
    answer: (_request, response) => {
      response.writeHead(200, { "Content-Type": "text/plain" });
      response.write("one ", () => response.end("two"));
    },
  },
  {
    name: "redirect",
    path: "/redirect",
    answer: (request, response) => {
      if (request.url === "/redirect") response.writeHead(302, { Location: "/redirect/end" }).end();
      else response.writeHead(200, { "Content-Type": "text/plain" }).end("there");
    },
  },
  { name: "204", path: "/204", answer: (_request, response) => void response.writeHead(204).end() },
  {
    name: "HEAD",
    path: "/head",
    asked: { method: "HEAD" },
    answer: (_request, response) => void response.writeHead(200, { "Content-Type": "text/plain" }).end(),
  },
  {
    name: "404",
    path: "/404",
    isCached: false,
    answer: (_request, response) =>
      void response.writeHead(404, { "Content-Type": "text/plain" }).end("not here"),
  },
  {
    name: "2 MB",
    path: "/large",
    answer: (_request, response) => void response.writeHead(200, { "Content-Type": "text/plain" }).end(LARGE),
  },
  {
    name: "POST",
    path: "/post",
    asked: { method: "POST", body: "päper", headers: { "content-type": "text/plain" } },
    isCached: false,
    answer: (request, response) => {
      request
        .setEncoding("utf8")
        .on("data", (text) => response.write(text))
        .on("end", () => response.end());
      response.writeHead(200, { "Content-Type": "text/plain" });
    },
  },
  {
    name: "cut off",
    path: "/cut",
    isCached: false,
    answer: (_request, response) => {
      response.writeHead(200, { "Content-Type": "text/plain", "Content-Length": "100" });
      response.write("half", () => response.destroy());
    },
  },
];

function coded(coding: string, bytes: Uint8Array): RequestListener {
  return (request, response) => {
    const accepts = request.headers["accept-encoding"]?.includes(coding) === true;
    const fields = { "Content-Type": "text/plain; charset=utf-8", Vary: "Accept-Encoding" };
    if (accepts) response.writeHead(200, { ...fields, "Content-Encoding": coding }).end(bytes);
    else response.writeHead(200, fields).end(TEXT);
  };
}

/** What a client made of a case, in a form that compares: a long body by its digest, a failure by what kind it is. */
export async function outcome(client: Client, url: string, asked: Partial<Asked> = {}): Promise<string> {
  const reply: Reply | string = await client
    .ask({ method: "GET", headers: {}, ...asked, url })
    .catch((error: Error & { code?: string }) => `${error.name} ${error.code ?? error.message}`);
  if (typeof reply === "string") return reply;
  const { status, body, contentType } = reply;
  const text = body.length > 100 ? createHash("sha256").update(body).digest("hex") : body;
  return JSON.stringify({ status, text, contentType });
}
