import { openCache } from "@rcache/backends";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  clear,
  deleteExpired,
  deleteResponses,
  disabled,
  enabled,
  getCache,
  installCache,
  isInstalled,
  originalFetch,
  uninstallCache,
} from "../src/index.ts";
import { exchange } from "./http-client.ts";
import { counting, isFetchUndicis, places } from "./patched-process.ts";

const MEMORY = { backend: "memory" } as const;

afterEach(() => {
  uninstallCache();
});

async function body(url: string): Promise<string> {
  return (await exchange(url)).body;
}

async function fetched(url: string): Promise<string> {
  return (await fetch(url)).text();
}

describe("installCache", () => {
  beforeAll(() => {
    // Node loads its fetch when it is first needed; what was not there cannot be compared.
    void globalThis.Request;
  });

  it("PAT-01 PAT-03 caches what node:http and fetch ask, for each other too, until it is uninstalled, and puts back what was there", async () => {
    await using own = await counting();
    const before = places();
    installCache(MEMORY);
    expect(places()).not.toEqual(before);
    expect([await body(own.url), await body(own.url), await fetched(own.url)]).toEqual(["1", "1", "1"]);
    uninstallCache();
    expect(places()).toEqual(before);
    expect([await body(own.url), await fetched(own.url)]).toEqual(["2", "3"]);
  });

  it("PAT-01 takes a name, and the options of openCache, which are checked", () => {
    const named = installCache("some name", {
      ...MEMORY,
      expireAfter: 360,
      allowableMethods: ["GET", "POST"],
    });
    expect(named.cache.settings).toMatchObject({ expireAfter: 360, allowableMethods: ["GET", "POST"] });
    for (const wrong of [
      { expireAftr: 1 },
      { expireAfter: "soon" },
      { hosts: ["a"] },
      { methods: "GET" },
      null,
      "x".length,
    ]) {
      expect(() => installCache(wrong as object)).toThrow(/RCACHE_/);
    }
    expect(getCache()).toBe(named.cache);
  });

  it("takes a cache that is open, and leaves it open", async () => {
    await using own = await counting();
    await using cache = openCache(MEMORY);
    expect(() => installCache({ cache, expireAfter: 1 } as object)).toThrow(
      "expireAfter: has no effect beside cache",
    );
    using _installed = installCache({ cache });
    await body(own.url);
    uninstallCache();
    expect(await cache.count()).toBe(1);
  });

  it("closes a cache that it opened, when its last request has ended", async () => {
    await using own = await counting();
    const { cache, uninstall } = installCache(MEMORY);
    const asked = body(own.url);
    uninstall();
    expect(await asked).toBe("1");
    await expect(cache.count()).rejects.toMatchObject({ code: "RCACHE_CLOSED" });
  });

  it("PAT-06 PAT-07 says whether one is installed, which hooks stand, and which cache it is", () => {
    expect([isInstalled(), isInstalled("http"), getCache()]).toEqual([false, false, undefined]);
    const { cache } = installCache(MEMORY);
    expect([isInstalled(), isInstalled("http"), isInstalled("fetch")]).toEqual([true, true, true]);
    expect(isInstalled("undici")).toBe(isFetchUndicis());
    expect(getCache()).toBe(cache);
    uninstallCache();
    uninstallCache();
    expect(isInstalled()).toBe(false);
  });

  it("nested, the one installed last counts, and each takes away itself only, in any order", async () => {
    await using own = await counting();
    const before = places();
    const first = installCache(MEMORY);
    await body(own.url);
    const second = installCache(MEMORY);
    expect(await body(own.url)).toBe("2");
    first.uninstall();
    expect(await body(own.url)).toBe("2");
    const third = installCache({ ...MEMORY });
    third.uninstall();
    third.uninstall();
    expect([await body(own.url), getCache()]).toEqual(["2", second.cache]);
    second[Symbol.dispose]();
    expect([isInstalled(), places()]).toEqual([false, before]);
  });

  it("uninstallCache takes all of them away", async () => {
    await using own = await counting();
    installCache(MEMORY);
    installCache(MEMORY);
    await body(own.url);
    uninstallCache();
    expect([await body(own.url), isInstalled()]).toEqual(["2", false]);
  });

  it("hosts and methods say which requests it is for", async () => {
    await using own = await counting();
    await using other = await counting();
    using only = installCache({ ...MEMORY, hosts: { only: [`127.0.0.1:${own.port}`] } });
    expect([
      await body(own.url),
      await body(own.url),
      await body(other.url),
      await fetched(other.url),
    ]).toEqual(["1", "1", "1", "2"]);
    only.uninstall();
    using except = installCache({
      ...MEMORY,
      hosts: { only: ["127.0.0.1"], except: [`127.0.0.1:${own.port}`] },
    });
    expect([
      await body(own.url),
      await body(own.url),
      await body(other.url),
      await fetched(other.url),
    ]).toEqual(["2", "3", "3", "3"]);
    except.uninstall();
    using _methods = installCache({ ...MEMORY, methods: ["get"] });
    await body(own.url);
    await exchange(own.url, { method: "POST" });
    // The POST was none of the cache's business, so it changed nothing.
    expect(await body(own.url)).toBe("4");
  });
});

describe("enabled and disabled", () => {
  it("PAT-04 enabled caches what its function starts, with a cache of its own, and puts back what was there", async () => {
    await using own = await counting();
    const before = places();
    const inside = await enabled(MEMORY, async () => {
      expect(isInstalled()).toBe(false);
      return [await body(own.url), await fetched(own.url)];
    });
    expect([inside, await body(own.url), places()]).toEqual([["1", "1"], "2", before]);
    expect(() =>
      enabled(MEMORY, () => {
        throw new Error("mine");
      }),
    ).toThrow("mine");
    await expect(enabled(MEMORY, () => Promise.reject(new Error("mine too")))).rejects.toThrow("mine too");
    expect(enabled("some name", () => 5)).toBe(5);
    expect(places()).toEqual(before);
  });

  it("PAT-04 enabled without options uses what is installed, and leaves it installed", async () => {
    await using own = await counting();
    const { cache } = installCache(MEMORY);
    await body(own.url);
    const inside = await disabled(() => enabled(async () => [await body(own.url), getCache()] as const));
    expect(inside).toEqual(["1", cache]);
    expect(getCache()).toBe(cache);
  });

  it("PAT-05 disabled asks the origin, stores nothing, and holds for what it starts only", async () => {
    await using own = await counting();
    installCache(MEMORY);
    const both = await Promise.all([
      disabled(async () => [await body(own.url), await fetched(own.url)]),
      body(own.url),
    ]);
    expect(both.flat().sort()).toEqual(["1", "2", "3"]);
    expect(await getCache()?.count()).toBe(1);
  });

  it("forty requests side by side in three scopes never see each other's", async () => {
    await using own = await counting();
    installCache(MEMORY);
    const ask = (_: unknown, turn: number): Promise<string> =>
      turn % 2 === 0 ? body(own.url) : fetched(own.url);
    const [installed, scoped, bare] = await Promise.all([
      Promise.all(Array.from({ length: 14 }, ask)),
      enabled(MEMORY, () => Promise.all(Array.from({ length: 13 }, ask))),
      disabled(() => Promise.all(Array.from({ length: 13 }, ask))),
    ]);
    expect([new Set(installed).size, new Set(scoped).size, new Set(bare).size]).toEqual([1, 1, 13]);
    expect(new Set([...installed, ...scoped, ...bare]).size).toBe(15);
  });

  it("originalFetch asks without any cache", async () => {
    await using own = await counting();
    installCache(MEMORY);
    await fetched(own.url);
    expect([await (await originalFetch(own.url)).text(), await fetched(own.url)]).toEqual(["2", "1"]);
  });
});

describe("what is stored", () => {
  it("PAT-08 PAT-09 PAT-10 is cleared and removed in the installed cache; without one nothing happens", async () => {
    await using own = await counting();
    await clear();
    expect([await deleteResponses({ urls: ["*"] }), await deleteExpired()]).toEqual([0, 0]);
    installCache(MEMORY);
    for (const path of ["/a", "/b", "/c"]) await body(own.url + path);
    expect(await deleteResponses({ urls: [`${own.url}/a`] })).toBe(1);
    expect(await deleteExpired({ expireAfter: "1h" })).toBe(0);
    expect(await deleteExpired({ expireAfter: 0 })).toBe(2);
    await body(`${own.url}/d`);
    await clear();
    expect(await getCache()?.count()).toBe(0);
  });
});
