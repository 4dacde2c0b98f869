import { scriptedOrigin } from "@rcache/testkit";
import axios from "axios";
import oldest from "axios-1.7";
import { describe, expect, it } from "vitest";
import { withCache } from "../src/index.ts";
import { CELLS } from "./node/comparison/cells.ts";
import { described } from "./node/comparison/described.ts";
import { comparable } from "./node/comparison/differences.ts";

// The cast: two versions of one package, each with types of its own.
const copies = { newest: axios, oldest: oldest as unknown as typeof axios };

describe.each(["newest", "oldest"] as const)("axios, the %s supported", (copy) => {
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
        const cached = withCache(create(), { backend: "memory" });
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
