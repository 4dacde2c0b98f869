import { readFileSync } from "node:fs";
import { scriptedOrigin } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { withCache } from "../src/index.ts";
import { CELLS } from "./node/comparison/cells.ts";
import { described } from "./node/comparison/described.ts";
import { comparable, DIFFERENCES } from "./node/comparison/differences.ts";
import { COPIES, copies } from "./node/copies.ts";

describe.each(COPIES)("axios, the %s supported", (copy) => {
  describe.each(["http", "fetch"] as const)(
    "over its adapter %s, a cached instance gives what a plain one gives",
    (adapter) => {
      const cells = CELLS.filter(({ adapters }) => adapters?.includes(adapter) ?? true);
      it.each(cells)("$name", async ({ name, arrange, config }) => {
        await using origin = await scriptedOrigin();
        const create = () => copies[copy].create({ adapter, baseURL: origin.url });
        arrange(origin);
        const plain = await described(create().request(config(origin)));
        arrange(origin);
        const cached = withCache(create(), { backend: "memory", replaySetCookie: true });
        const first = await described(cached.request(config(origin)));
        await cached.cache.flush();
        const second = await described(cached.request(config(origin)));
        const shown = (what: unknown): unknown => comparable(what, name, adapter, copy);
        expect(shown(first)).toEqual(shown(plain));
        expect(shown(second)).toEqual(shown(plain));
        await cached.cache.close();
      });
    },
  );
});

describe("the documentation", () => {
  it("names every difference", () => {
    const page = readFileSync(new URL("../../../docs-site/use/axios.md", import.meta.url), "utf8");
    expect(DIFFERENCES.filter(({ text }) => !page.includes(text))).toEqual([]);
  });
});
