import http from "node:http";
import { installCache, patchUndici, uninstallCache } from "@rcache/patch";
import * as undici6 from "undici-6";
import * as undici7 from "undici-7";
import * as undici8 from "undici-8";
import { afterEach, describe, expect, it } from "vitest";
import { listening } from "./listening.ts";

afterEach(() => {
  uninstallCache();
});

interface Dispatching {
  request(options: object): Promise<{ body: { text(): Promise<string> } }>;
  close(): Promise<void>;
}
interface Undici {
  Agent: new (options?: object) => Dispatching & { compose(...interceptors: unknown[]): Dispatching };
  Pool: new (origin: string) => Dispatching;
  Client: new (origin: string) => Dispatching;
  request(url: string, options?: object): Promise<{ body: { text(): Promise<string> } }>;
  stream(url: string, options: object, factory: () => NodeJS.WritableStream): Promise<unknown>;
  setGlobalDispatcher(agent: unknown): void;
  getGlobalDispatcher(): unknown;
}

describe.each([
  ["6", undici6 as unknown as Undici],
  ["7", undici7 as unknown as Undici],
  ["8", undici8 as unknown as Undici],
])("undici %s", (_version, undici) => {
  async function counting(): Promise<{ url: string; close(): void }> {
    let count = 0;
    const server = http.createServer((request, response) => {
      count += 1;
      if (request.method === "POST") request.pipe(response);
      else response.end(`${request.url} ${count}`);
    });
    const url = `http://127.0.0.1:${await listening(server)}`;
    return {
      url,
      close() {
        server.closeAllConnections();
        server.close();
      },
    };
  }

  it("an Agent, a Pool and a Client of one's own are seen where the module is patched, and not any more afterwards", async () => {
    const own = await counting();
    using _installed = installCache({ backend: "memory" });
    const before = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(undici.Agent.prototype));
    const patched = patchUndici(undici);
    const makers = [
      () => new undici.Agent(),
      () => new undici.Pool(own.url),
      () => new undici.Client(own.url),
    ];
    for (const [at, make] of makers.entries()) {
      const dispatcher = make();
      const ask = async (): Promise<string> =>
        (await dispatcher.request({ origin: own.url, path: `/${at}`, method: "GET" })).body.text();
      expect(await ask()).toBe(await ask());
      await dispatcher.close();
    }
    patched[Symbol.dispose]();
    expect(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(undici.Agent.prototype))).toEqual(before);
    const agent = new undici.Agent();
    const ask = async (): Promise<string> =>
      (await agent.request({ origin: own.url, path: "/", method: "GET" })).body.text();
    expect(await ask()).not.toBe(await ask());
    await agent.close();
    own.close();
  });

  it("query, header lists and bodies in memory are part of the key, and one exchange is handled once", async () => {
    const own = await counting();
    using installed = installCache({ backend: "memory", allowableMethods: ["GET", "POST"] });
    using _patched = patchUndici(undici);
    const ask = async (options: object): Promise<string> =>
      (await undici.request(`${own.url}/a`, options)).body.text();
    const headers = ["accept", "text/plain", "x-many", "1"];
    expect(await ask({ query: { a: 1 }, headers })).toBe(
      await ask({ query: { a: 1 }, headers: { accept: "text/plain" } }),
    );
    expect(await ask({ query: { a: 2 } })).toContain("a=2");
    expect([await ask({ method: "POST", body: "ä" }), await ask({ method: "POST", body: "ä" })]).toEqual([
      "ä",
      "ä",
    ]);
    const { hits, misses } = await installed.cache.stats();
    expect([hits, misses]).toEqual([2, 3]);
    own.close();
  });

  it("a global dispatcher that is set after the installation is seen", async () => {
    const own = await counting();
    const before = undici.getGlobalDispatcher();
    using _installed = installCache({ backend: "memory" });
    undici.setGlobalDispatcher(new undici.Agent());
    const ask = async (): Promise<string> => (await undici.request(`${own.url}/late`)).body.text();
    // Its first connection is the sign; from then on it is seen.
    await ask();
    expect(await ask()).toBe(await ask());
    undici.setGlobalDispatcher(before);
    own.close();
  });
});

it("what is no undici is refused", () => {
  for (const wrong of [{}, null, 5, { Agent: class {} }])
    expect(() => patchUndici(wrong as object)).toThrow("RCACHE_INVALID_OPTION");
});
