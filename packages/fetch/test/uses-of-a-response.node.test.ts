import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCachedFetch } from "../src/index.ts";
import { USES, type Use } from "./uses-of-a-response.ts";

const PAGE = join(import.meta.dirname, "../../../docs-site/explain/differences-from-fetch.md");

/** The uses that the documentation says differ, by the kind of response. */
const documented = new Map(
  [...readFileSync(PAGE, "utf8").matchAll(/^\| ([^|]+) \| (lazy|all) responses \|/gm)].map(
    ([, use = "", on = ""]) => [use.trim(), on],
  ),
);

const server = createServer((_request, response) => {
  response.sendDate = false;
  response.writeHead(201, "Made", { "Content-Type": "application/json", "X-A": "1" }).end('{"a":1}');
});
let url = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Node 22's responses show what is in them: there, ours hide more than the platform's do. */
const SHOWN = ["own symbols", "an object that inherits from it", "a bare Proxy"];
const tried = Object.entries(USES).filter(
  ([name]) => !(SHOWN.includes(name) && Object.getOwnPropertySymbols(new Response()).length > 0),
);

/** What a use comes to, an error by its class. */
async function outcome(use: Use, response: Response): Promise<string> {
  try {
    return JSON.stringify(await use(response)) ?? "undefined";
  } catch (error) {
    return error instanceof Error ? error.constructor.name : `thrown ${String(error)}`;
  }
}

describe("what programs do with a response", () => {
  it.each(tried)("%s", async (name, use) => {
    const plain = await outcome(use, await fetch(url));
    const differing: string[] = [];
    for (const lazyResponse of [true, false]) {
      await using cached = createCachedFetch({ backend: "memory", allowableCodes: [201], lazyResponse });
      for (const fromCache of [false, true]) {
        const response = await cached(url);
        expect(response.fromCache).toBe(fromCache);
        const ours = await outcome(use, response);
        if (ours !== plain) differing.push(`${lazyResponse ? "lazy" : "real"} ${ours} instead of ${plain}`);
        await response.text().catch(() => undefined);
        await cached.cache.flush();
      }
    }
    const kinds = [...new Set(differing.map((text) => text.slice(0, 4)))].join();
    const expected = { lazy: "lazy", all: "lazy,real" }[documented.get(name) ?? ""] ?? "";
    expect(kinds, differing.join("; ")).toBe(expected);
  });

  it("each use that the documentation names is tried", () => {
    expect([...documented.keys()].filter((name) => !(name in USES))).toEqual([]);
  });
});
