import { mkdtempSync, rmSync } from "node:fs";
import { Agent, createServer } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scriptedOrigin } from "@rcache/testkit";
import axios from "axios";
import { describe, expect, it } from "vitest";
import { withCache } from "../src/index.ts";

const ADAPTERS = ["http", "fetch"] as const;

describe.each(ADAPTERS)("over the adapter %s", (adapter) => {
  it("two users of auth never share an answer, and one user's is used again", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { body: "for Ada" }, { body: "for Bob" }, { body: "for nobody" });
    const api = withCache(axios.create({ adapter, baseURL: origin.url }), { backend: "memory" });
    const ask = async (username?: string): Promise<unknown> =>
      (await api.get("/a", username === undefined ? {} : { auth: { username, password: "secret" } })).data;
    const users = ["Ada", "Bob", undefined];
    for (const _ of [1, 2]) for (const user of users) expect(await ask(user)).toBe(`for ${user ?? "nobody"}`);
    expect(origin.requests.map(({ headers }) => headers["authorization"])).toEqual([
      `Basic ${btoa("Ada:secret")}`,
      `Basic ${btoa("Bob:secret")}`,
      undefined,
    ]);
  });

  it("auth and Authorization do not go along to another origin", async () => {
    await using other = await scriptedOrigin();
    await using origin = await scriptedOrigin();
    origin.answer("/a", { status: 302, headers: { location: `${other.url}/b` } });
    other.answer("/b", { body: "b" });
    const api = withCache(axios.create({ adapter, baseURL: origin.url }), { backend: "memory" });
    await api.get("/a", { auth: { username: "Ada", password: "secret" } });
    await api.get("/a", { headers: { authorization: "Bearer 1", cookie: "a=1" } });
    expect(origin.requests.map(({ headers }) => headers["authorization"])).toEqual([
      `Basic ${btoa("Ada:secret")}`,
      "Bearer 1",
    ]);
    expect(other.requests.map(({ headers }) => [headers["authorization"], headers["cookie"]])).toEqual([
      [undefined, undefined],
    ]);
  });
});

describe("over the adapter http", () => {
  it("two users in the URL never share an answer, and neither stands in the store", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { body: "for Ada" }, { body: "for Bob" });
    const api = withCache(axios.create(), { backend: "memory" });
    const ask = async (user: string): Promise<unknown> =>
      (await api.get(`${origin.url.replace("://", `://${user}:secret@`)}/a`)).data;
    expect([await ask("Ada"), await ask("Bob"), await ask("Ada"), await ask("Bob")]).toEqual([
      "for Ada",
      "for Bob",
      "for Ada",
      "for Bob",
    ]);
    for await (const { url } of api.cache.filter()) expect(url).toBe(`${origin.url}/a`);
  });

  it.each([
    ["an agent with a client certificate", { httpsAgent: new HttpsAgent({ cert: "a", key: "b" }) }],
    [
      "an agent with a look-up of its own",
      {
        httpAgent: new Agent({ lookup: (_, __, done) => done(null, [{ address: "127.0.0.1", family: 4 }]) }),
      },
    ],
    ["a look-up of its own", { lookup: () => ["127.0.0.1", 4] as [string, 4] }],
    ["another authority", { headers: { host: "other.example" } }],
  ] as const)("a request with %s passes, and is asked every time", async (_, config) => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { body: "first" }, { body: "second" });
    const api = withCache(axios.create({ baseURL: origin.url }), { backend: "memory" });
    expect(await api.get("/a", config)).toMatchObject({ data: "first", cache: { kind: "bypass" } });
    expect(await api.get("/a", config)).toMatchObject({ data: "second", cache: { kind: "bypass" } });
    expect(await api.cache.count()).toBe(0);
  });

  it("a request over a unix socket passes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "rcache-axios-"));
    const socketPath = join(folder, "socket");
    let asked = 0;
    const server = createServer((_, response) => response.end(`answer ${++asked}`)).listen(socketPath);
    await new Promise((resolve) => server.once("listening", resolve));
    try {
      const api = withCache(axios.create(), { backend: "memory" });
      for (const url of ["http://localhost/a", "http://localhost/a"]) await api.get(url, { socketPath });
      expect(await api.get("http://localhost/a", { socketPath })).toMatchObject({ data: "answer 3" });
      expect(await api.cache.count()).toBe(0);
    } finally {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("a request that changes something makes what is stored of its URL unusable, also where it fails", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { body: "1" }, { status: 500, body: "no" }, { status: 204 }, { body: "2" });
    const api = withCache(axios.create({ baseURL: origin.url }), { backend: "memory" });
    await api.get("/a");
    await expect(api.delete("/a")).rejects.toMatchObject({
      response: { status: 500, cache: { kind: "bypass" } },
    });
    expect((await api.get("/a")).data).toBe(1);
    await api.delete("/a");
    expect((await api.get("/a")).data).toBe(2);
  });
});
