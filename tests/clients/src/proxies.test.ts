import { execFile } from "node:child_process";
import http from "node:http";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { installCache, patchUndici, uninstallCache } from "@rcache/patch";
import { HttpsProxyAgent as HpAgent } from "hpagent";
import { HttpsProxyAgent } from "https-proxy-agent";
import * as undici8 from "undici-8";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { certificates } from "./certificates.ts";
import { listening } from "./listening.ts";
import { startProxy } from "./proxy.ts";

const { authority, server: identity } = certificates();
const counts = new Map<string, number>();
const answer: http.RequestListener = (request, response) => {
  const count = (counts.get(request.url ?? "") ?? 0) + 1;
  counts.set(request.url ?? "", count);
  response.end(`${request.url} ${count}`);
};
const plain = http.createServer(answer);
const secure = https.createServer(identity, answer);
let plainUrl = "";
let secureUrl = "";

beforeAll(async () => {
  plainUrl = `http://127.0.0.1:${await listening(plain)}/`;
  secureUrl = `https://localhost:${await listening(secure)}/`;
});

afterAll(() => {
  for (const server of [plain, secure]) {
    server.closeAllConnections();
    server.close();
  }
});

afterEach(() => {
  uninstallCache();
});

function get(url: string, options: https.RequestOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const ask = url.startsWith("https:") ? https.get : http.get;
    ask(url, options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      response.on("end", () => resolve(text));
    }).on("error", reject);
  });
}

type Ask = (url: string) => Promise<string>;

/** Through the proxy, by a way that names it; the cast: agents of other kinds than Node's are used as its own are. */
const WAYS: readonly (readonly [string, "http" | "https", (proxy: string) => Ask])[] = [
  [
    "https-proxy-agent",
    "https",
    (proxy) => {
      const agent = new HttpsProxyAgent(proxy) as unknown as https.Agent;
      return (url) => get(url, { agent, ca: authority });
    },
  ],
  [
    "hpagent",
    "https",
    (proxy) => {
      const agent = new HpAgent({ proxy, keepAlive: true }) as unknown as https.Agent;
      return (url) => get(url, { agent, ca: authority });
    },
  ],
  [
    "undici's ProxyAgent",
    "https",
    (proxy) => {
      const dispatcher = new undici8.ProxyAgent({ uri: proxy, requestTls: { ca: authority } });
      return async (url) => (await undici8.request(url, { dispatcher })).body.text();
    },
  ],
  [
    "undici's ProxyAgent, plain HTTP",
    "http",
    (proxy) => {
      const dispatcher = new undici8.ProxyAgent({ uri: proxy });
      return async (url) => (await undici8.request(url, { dispatcher })).body.text();
    },
  ],
  [
    "undici's EnvHttpProxyAgent",
    "http",
    (proxy) => {
      const dispatcher = new undici8.EnvHttpProxyAgent({ httpProxy: proxy, noProxy: "" });
      return async (url) => (await undici8.request(url, { dispatcher })).body.text();
    },
  ],
];

describe("a proxy by agent", () => {
  it.each(WAYS)(
    "%s: its answers are cached, and the proxy hears of none twice",
    async (name, scheme, make) => {
      await using proxy = await startProxy();
      const url = `${scheme === "https" ? secureUrl : plainUrl}${encodeURIComponent(name)}`;
      const ask = make(proxy.url);
      const path = new URL(url).pathname;
      expect(await ask(`${url}/before`)).toBe(`${path}/before 1`);
      const before = proxy.count();
      expect(before).toBeGreaterThan(0);
      using _installed = installCache({ backend: "memory" });
      using _patched = patchUndici(undici8);
      expect([await ask(url), await ask(url), await ask(url)]).toEqual(Array(3).fill(`${path} 1`));
      expect(proxy.count() - before).toBeLessThanOrEqual(1);
      expect(counts.get(path)).toBe(1);
    },
  );
});

describe("a proxy by environment", () => {
  it("that Node itself reads (NODE_USE_ENV_PROXY): fetch and node:http are cached, and the proxy hears of each once", async () => {
    await using proxy = await startProxy();
    const program = new URL("programs/proxied.mjs", import.meta.url).pathname;
    const flags = ["--conditions=@rcache/source", "--no-warnings", "--import", "@rcache/patch/register"];
    const env = {
      ...process.env,
      NODE_USE_ENV_PROXY: "1",
      HTTP_PROXY: proxy.url,
      http_proxy: proxy.url,
      NO_PROXY: "",
      no_proxy: "",
      RCACHE_URL: "memory:",
      RCACHE_EXPIRE_AFTER: "1h",
    };
    const asked = [...flags, program, `${plainUrl}environment-`];
    const { stdout } = await promisify(execFile)(process.execPath, asked, {
      env,
      cwd: new URL("..", import.meta.url).pathname,
    });
    const [byFetch, byHttp] = ["/environment-fetch 1", "/environment-http 1"];
    expect(JSON.parse(stdout)).toEqual([byFetch, byFetch, byHttp, byHttp]);
    expect(proxy.count()).toBe(2);
  });
});

describe("a Unix socket", () => {
  it.each([
    ["node:http", (socketPath: string) => get("http://localhost/socket", { socketPath })],
    [
      "undici",
      async (socketPath: string) => {
        await using dispatcher = closing(new undici8.Agent({ connect: { socketPath } }));
        return (
          await undici8.request("http://localhost/socket", { dispatcher: dispatcher.agent })
        ).body.text();
      },
    ],
  ])("by %s passes the cache by, although its URL names a host", async (_name, ask) => {
    const path = join(tmpdir(), `rcache-${process.pid}-${Date.now()}.sock`);
    const server = http.createServer(answer);
    await new Promise<void>((resolve) => server.listen(path, resolve));
    counts.delete("/socket");
    using installed = installCache({ backend: "memory" });
    using _patched = patchUndici(undici8);
    expect([await ask(path), await ask(path)]).toEqual(["/socket 1", "/socket 2"]);
    expect(await installed.cache.count()).toBe(0);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

function closing(agent: undici8.Agent) {
  return { agent, [Symbol.asyncDispose]: () => agent.close() };
}
