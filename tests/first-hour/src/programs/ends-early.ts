// Reads one answer to its end, and ends at once: by process.exit(), by an error that nobody catches, or by the signal of its parent's choice.
import { filesystemBackend } from "@rcache/backend-filesystem";
import { sqliteBackend } from "@rcache/backend-sqlite";
import { createHttpCache, type HttpResponse } from "@rcache/core";

const [kind, place = "", how, url = "http://127.0.0.1:1/"] = process.argv.slice(2);
const backend = kind === "sqlite" ? sqliteBackend({ path: place }) : filesystemBackend({ directory: place });
const cache = createHttpCache({ backend, expireAfter: "1h" });
const request = { method: "GET", url, headers: [] };

async function* chunks(): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode("kept");
}
const send = async (): Promise<HttpResponse> => ({
  ...{ status: 200, url, headers: [], body: chunks(), coding: "decoded" },
});

const answer = await cache.handle(request, send);
let length = 0;
if (answer.body !== null && !(answer.body instanceof Uint8Array))
  for await (const chunk of answer.body) length += chunk.length;
else length = answer.body?.length ?? 0;
process.stdout.write(`${answer.cache.kind} ${length}`);
if (how === "throw") throw new Error("an error that nobody catches");
if (how === "exit") process.exit();
await cache.close();
