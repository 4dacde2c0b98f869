import https from "node:https";
import type { TLSSocket } from "node:tls";
import { installCache, uninstallCache } from "@rcache/patch";
import axios from "axios";
import got from "got";
import * as undici8 from "undici-8";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { certificates } from "./certificates.ts";
import { listening } from "./listening.ts";

const { authority, server: identity, clients } = certificates();
let count = 0;
let url = "";
const server = https.createServer(
  { ...identity, ca: authority, requestCert: true, rejectUnauthorized: false },
  (request, response) => {
    count += 1;
    // The cast: what serves HTTPS has such a socket.
    const { CN } = (request.socket as TLSSocket).getPeerCertificate().subject ?? {};
    response.end(`${CN} ${count}`);
  },
);

beforeAll(async () => {
  url = `https://localhost:${await listening(server)}/`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

afterEach(() => {
  uninstallCache();
});

function ask(options: https.RequestOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    https
      .get(url, options, (response) => response.on("data", (text) => resolve(String(text))))
      .on("error", reject);
  });
}

describe("HTTPS in a patched process", () => {
  it("with a certificate authority of one's own is cached, by every client", async () => {
    using _installed = installCache({ backend: "memory" });
    const first = await ask({ ca: authority });
    const agent = new https.Agent({ ca: authority });
    expect(await ask({ agent })).toBe(first);
    expect((await axios.get(url, { httpsAgent: agent, adapter: "http" })).data).toBe(first);
    expect(await got(url, { https: { certificateAuthority: authority } }).text()).toBe(first);
  });

  it("two client certificates, none, and a peer that is not checked never share", async () => {
    using _installed = installCache({ backend: "memory" });
    const agents = [
      { ca: authority, ...clients[0] },
      { ca: authority, ...clients[1] },
      { ca: authority },
      { rejectUnauthorized: false },
    ].map((options) => new https.Agent(options));
    const round = async (): Promise<readonly string[]> => {
      const bodies: string[] = [];
      for (const agent of agents) bodies.push(await ask({ agent }));
      return bodies;
    };
    const bodies = await round();
    expect(bodies.map((body) => body.split(" ")[0])).toEqual(["one", "two", "undefined", "undefined"]);
    expect(new Set(bodies).size).toBe(4);
    expect(await round()).toEqual(bodies);
  });

  it("an undici Agent with a client certificate shares with nobody", async () => {
    using _installed = installCache({ backend: "memory" });
    const agents = clients.map((client) => new undici8.Agent({ connect: { ca: authority, ...client } }));
    const { patchUndici } = await import("@rcache/patch");
    using _patched = patchUndici(undici8);
    const bodies: string[] = [];
    for (const dispatcher of [...agents, ...agents])
      bodies.push(await (await undici8.request(url, { dispatcher })).body.text());
    expect(bodies.map((body) => body.split(" ")[0])).toEqual(["one", "two", "one", "two"]);
    expect(bodies.slice(0, 2)).toEqual(bodies.slice(2));
    for (const agent of agents) await agent.close();
  });

  it("a certificate that is not trusted fails as without a cache, also where a trusting client has an answer", async () => {
    using _installed = installCache({ backend: "memory" });
    await ask({ rejectUnauthorized: false });
    await expect(ask({})).rejects.toMatchObject({ code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/) });
  });
});
