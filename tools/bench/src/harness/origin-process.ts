// The origin, in a process of its own so that its work is nobody's. The demo's origin makes its bodies anew for each request; this one
// must cost as little as a server can, or every miss would look cheap beside it.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";
import { setTimeout } from "node:timers/promises";

const MEGABYTE = 1_000_000;
const SLOW_MS = 100;
const PACE_MS = 10;

const bodies = new Map<number, Buffer>();
const hits = new Map<string, number>();
let total = 0;

function bodyOf(bytes: number): Buffer {
  const body =
    bodies.get(bytes) ?? Buffer.from(Uint8Array.from({ length: bytes }, (_, index) => index % 251));
  bodies.set(bytes, body);
  return body;
}

function headersFor(bytes: number, isStored: boolean): Record<string, string> {
  return {
    "content-type": "application/octet-stream",
    "content-length": String(bytes),
    "cache-control": isStored ? "public, max-age=3600" : "no-store",
    etag: `"bench-${bytes}"`,
    "last-modified": "Wed, 01 Jan 2025 00:00:00 GMT",
    "accept-ranges": "bytes",
    "x-request-id": "0123456789abcdef0123456789abcdef",
    server: "bench",
  };
}

// A megabyte every 10 ms: a body of 100 MB takes about a second, as over a fast line.
async function* paced(bytes: number): AsyncGenerator<Buffer> {
  const piece = bodyOf(MEGABYTE);
  for (let sent = 0; sent < bytes; sent += MEGABYTE) {
    yield piece.subarray(0, Math.min(MEGABYTE, bytes - sent));
    await setTimeout(PACE_MS);
  }
}

const server = createServer((request, response) => {
  const path = request.url ?? "";
  if (path === "/hits") return void response.end(JSON.stringify({ total, paths: Object.fromEntries(hits) }));
  const [, kind = "", size = "0"] = path.split("/");
  const bytes = Number(size);
  total += 1;
  if (kind === "slow" || kind === "paced") hits.set(path, (hits.get(path) ?? 0) + 1);
  response.writeHead(200, headersFor(bytes, kind !== "unstored"));
  if (kind === "paced") return void pipeline(paced(bytes), response, () => undefined);
  if (kind === "slow") return void setTimeout(SLOW_MS).then(() => response.end(bodyOf(bytes)));
  response.end(bodyOf(bytes));
});
server.keepAliveTimeout = 120_000;
server.listen(0, "127.0.0.1", () => {
  // The cast: a server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  process.send?.({ port });
});
process.on("disconnect", () => process.exit());
