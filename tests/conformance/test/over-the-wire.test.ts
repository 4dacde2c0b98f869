import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { afterEach, describe, expect, it } from "vitest";
import { MODES } from "../src/stage.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // The cast: a server that listens on a port has such an address.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe.each(MODES)("messages as they come over the wire, %s", (mode) => {
  it("§3 rule 4: no field of an interim answer comes into the stored one", async () => {
    const url = await serving((_, response) => {
      response.writeEarlyHints({ link: "</style.css>; rel=preload", "x-early": "1" });
      response.writeHead(200, { "cache-control": "max-age=60" });
      response.end("body");
    });
    await using fetch = createCachedFetch({
      backend: memoryBackend(),
      cacheControl: true,
      shared: mode === "shared",
    });
    await (await fetch(url)).text();
    const again = await fetch(url);
    expect([again.fromCache, again.status, await again.text()]).toEqual([true, 200, "body"]);
    expect([again.headers.get("link"), again.headers.get("x-early")]).toEqual([null, null]);
  });

  it("§3.1 rule 30: a trailer field does not become a header field of the stored answer", async () => {
    const url = await serving((_, response) => {
      response.writeHead(200, {
        "cache-control": "max-age=60",
        trailer: "x-sum, cache-control",
        "x-head": "1",
      });
      response.write("body");
      response.addTrailers({ "x-sum": "7", "cache-control": "no-store" });
      response.end();
    });
    await using fetch = createCachedFetch({
      backend: memoryBackend(),
      cacheControl: true,
      shared: mode === "shared",
    });
    await (await fetch(url)).text();
    const again = await fetch(url);
    expect([again.fromCache, await again.text(), again.headers.get("x-head")]).toEqual([true, "body", "1"]);
    expect([again.headers.get("x-sum"), again.headers.get("cache-control")]).toEqual([null, "max-age=60"]);
  });
});
