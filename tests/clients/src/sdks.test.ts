import http from "node:http";
import { createCachedFetch } from "@rcache/fetch";
import { installCache, uninstallCache } from "@rcache/patch";
import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { listening } from "./listening.ts";
import { sdks, versionOf } from "./sdks.ts";

let count = 0;
let base = "";
const server = http.createServer((request, response) => {
  count += 1;
  request.resume().on("end", () => {
    response.setHeader("Content-Type", "application/json");
    response.end(
      JSON.stringify({
        id: String(count),
        object: "list",
        data: request.url === "/graphql" ? { hero: count } : [{ id: String(count) }],
        login: request.url,
        Table: { TableName: "t" },
      }),
    );
  });
});

beforeAll(async () => {
  base = `http://127.0.0.1:${await listening(server)}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

afterEach(() => {
  uninstallCache();
});

const rows = sdks.map((sdk) => [`${sdk.name} ${versionOf(sdk)}`, sdk] as const);

describe("an SDK in a patched process: a miss, then a hit", () => {
  it.each(rows)("%s", async (_name, sdk) => {
    const plain = await sdk.ask(base, {});
    using installation = installCache({ backend: "memory", ...sdk.options });
    const before = count;
    const first = await sdk.ask(base, {});
    expect(typeof first).toBe(typeof plain);
    await installation.cache.flush();
    expect(await sdk.ask(base, {})).toEqual(first);
    expect(count - before).toBe(1);
    expect(await installation.cache.stats()).toMatchObject({ hits: 1, misses: 1 });
  });
});

describe("an SDK that is given a cached fetch: a miss, then a hit", () => {
  it.each(rows.filter(([, { takesFetch = true }]) => takesFetch))("%s", async (_name, sdk) => {
    await using fetch = createCachedFetch({ backend: "memory", ...sdk.options });
    const before = count;
    const first = await sdk.ask(base, { fetch });
    expect(await sdk.ask(base, { fetch })).toEqual(first);
    expect(count - before).toBe(1);
    expect(await fetch.cache.stats()).toMatchObject({ hits: 1, misses: 1 });
  });
});

describe("an SDK in a patched process", () => {
  it.each(rows.filter(([, { options }]) => options))(
    "%s: nothing is cached without a word",
    async (_name, sdk) => {
      using _installed = installCache({ backend: "memory" });
      const before = count;
      for (const _ of [1, 2]) await sdk.ask(base, {});
      expect(count - before).toBe(2);
    },
  );

  it("two keys never share an answer", async () => {
    using _installed = installCache({ backend: "memory" });
    const ask = async (apiKey: string): Promise<string> =>
      (await new OpenAI({ apiKey, baseURL: `${base}/v1` }).models.retrieve("other")).id;
    const [one, two] = [await ask("one"), await ask("two")];
    expect(one).not.toBe(two);
    expect([await ask("one"), await ask("two")]).toEqual([one, two]);
  });
});
