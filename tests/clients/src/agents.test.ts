import http from "node:http";
import net from "node:net";
import { installCache, uninstallCache } from "@rcache/patch";
import AgentBase6 from "agent-base-6";
import KeepAlive from "agentkeepalive";
import { HttpProxyAgent } from "http-proxy-agent";
import createHttpProxyAgent5 from "http-proxy-agent-5";
import { afterEach, describe, expect, it } from "vitest";
import { listening } from "./listening.ts";
import { startProxy } from "./proxy.ts";

afterEach(() => {
  uninstallCache();
});

function ask(url: string, agent: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    // The cast: agents of other kinds than Node's are used as its own are.
    http
      .get(url, { agent: agent as http.Agent }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (piece) => {
          text += piece;
        });
        response.on("end", () => resolve(text));
      })
      .on("error", reject);
  });
}

/** agent-base 6 finds sockets in a way of its own. */
function agentOfOwnWay(): unknown {
  return new AgentBase6.Agent((_request: unknown, { host, port }: { host: string; port: number }) =>
    net.connect({ host, port }),
  );
}

describe("an agent in a patched process", () => {
  it.each([
    ["Node's own", () => new http.Agent({ keepAlive: true })],
    ["agentkeepalive", () => new KeepAlive()],
    ["agent-base 6, seen when it hands over its socket", agentOfOwnWay],
  ])("%s", async (_name, made) => {
    let count = 0;
    const server = http.createServer((_request, response) => {
      count += 1;
      response.end(String(count));
    });
    const url = `http://127.0.0.1:${await listening(server)}/`;
    const agent = made();
    using _installed = installCache({ backend: "memory" });
    expect([await ask(url, agent), await ask(url, agent), await ask(url, agent)]).toEqual(["1", "1", "1"]);
    uninstallCache();
    expect(await ask(url, agent)).toBe("2");
    server.closeAllConnections();
    server.close();
  });

  it.each([
    ["http-proxy-agent 9", (url: string) => new HttpProxyAgent(url)],
    ["http-proxy-agent 5", (url: string) => createHttpProxyAgent5(url)],
  ])("%s: the answer of a proxied origin is the origin's", async (_name, made) => {
    let count = 0;
    const server = http.createServer((_request, response) => {
      count += 1;
      response.end(String(count));
    });
    const url = `http://127.0.0.1:${await listening(server)}/`;
    await using own = await startProxy();
    const plain = await ask(url, made(own.url));
    using _installed = installCache({ backend: "memory" });
    expect([plain, await ask(url, made(own.url)), await ask(url, made(own.url))]).toEqual(["1", "2", "2"]);
    expect([count, own.count()]).toEqual([2, 2]);
    server.closeAllConnections();
    server.close();
  });
});
