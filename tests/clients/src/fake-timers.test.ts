import { once } from "node:events";
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { disabled, installCache, uninstallCache } from "@rcache/patch";
import axios from "axios";
import got from "got";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";

type Ask = (url: string) => Promise<string>;

const CLIENTS: readonly (readonly [name: string, ask: Ask])[] = [
  ["node:http", (url) => read(url, new Agent({ keepAlive: true }), (end) => end())],
  ["node:http without keep-alive", (url) => read(url, new Agent({ keepAlive: false }), (end) => end())],
  [
    "node:http, ended after a promise",
    (url) => read(url, new Agent(), (end) => void Promise.resolve().then(end)),
  ],
  ["fetch", async (url) => (await fetch(url)).text()],
  ["axios by node:http", async (url) => String((await axios.get(url, { adapter: "http" })).data)],
  ["axios by fetch", async (url) => String((await axios.get(url, { adapter: "fetch" })).data)],
  ["got", async (url) => got(url).text()],
];

/** Reads an answer until the request is closed, the last that it tells. */
function read(url: string, agent: Agent, when: (end: () => void) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const asking = request(url, { agent }, (response) => {
      response.setEncoding("utf8");
      response.on("data", (piece: string) => {
        text += piece;
      });
    });
    asking.on("error", reject);
    asking.on("close", () => resolve(text));
    when(() => asking.end());
  });
}

describe("a patched process in which a test has put timers of its own in place", () => {
  let base = "";
  let count = 0;

  beforeAll(async () => {
    const server = createServer((_request, response) => {
      count += 1;
      response.setHeader("cache-control", "max-age=60").end(String(count));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // the cast: it listens on a port
    return () => {
      server.closeAllConnections();
      server.close();
    };
  });

  afterEach(() => {
    uninstallCache();
    vi.useRealTimers();
  });

  it.each(CLIENTS)("answers a miss and a hit of %s, whichever of the two came first", async (name, ask) => {
    for (const isFakedFirst of [true, false]) {
      const url = `${base}/${encodeURIComponent(name)}/${isFakedFirst}`;
      if (isFakedFirst) vi.useFakeTimers();
      installCache({ backend: "memory", cacheControl: true });
      vi.useFakeTimers();
      const uncached = Number(await disabled(() => ask(url)));
      const miss = Number(await ask(url));
      expect([miss, Number(await ask(url))]).toEqual([uncached + 1, uncached + 1]);
      uninstallCache();
      vi.useRealTimers();
    }
  });
});
