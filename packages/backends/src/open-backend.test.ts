import { describe, expect, it } from "vitest";
import { BACKEND_ALIASES, BACKENDS } from "./backend-aliases.ts";
import { loadFactory, openBackend } from "./open-backend.ts";

describe("openBackend", () => {
  it("SES-05 makes memory and SQLite by alias, in any case", async () => {
    expect((await openBackend("memory", { maxEntries: 5 })).valueKind).toBe("entry");
    expect((await openBackend("sqlite", { useMemory: true })).valueKind).toBe("bytes");
    // The cast: only at run time does case not matter.
    expect((await openBackend("Memory" as "memory")).valueKind).toBe("entry");
  });

  it("makes them by URL", async () => {
    expect((await openBackend("memory:")).valueKind).toBe("entry");
    const sqlite = await openBackend("sqlite::memory:");
    await sqlite.open({ nowMs: () => 0, report: () => undefined });
    await sqlite.close();
    expect(sqlite.valueKind).toBe("bytes");
  });

  it.each(BACKEND_ALIASES)(
    "makes a backend of %s with every ability that is closed until it is opened",
    async (alias) => {
      const backend = await openBackend(alias);
      for (const ability of ["scan", "removeWhere", "stats", "lease", "bodies"] as const)
        expect(backend[ability], ability).toBeDefined();
      expect(() => backend.stats?.()).toThrow(expect.objectContaining({ code: "RCACHE_CLOSED" }));
      await backend.close();
    },
  );

  it("lets the factory check its options", async () => {
    await expect(openBackend("memory", { useCacheDir: true })).rejects.toMatchObject({
      code: "RCACHE_UNKNOWN_OPTION",
    });
    await expect(openBackend("sqlite", { busyTimeout: 5 })).rejects.toMatchObject({
      code: "RCACHE_UNKNOWN_OPTION",
    });
  });

  it("rejects an unknown alias and a URL that cannot be read", async () => {
    // The casts: the compiler refuses these, JavaScript programs do not.
    await expect(openBackend("nope" as "memory")).rejects.toMatchObject({ code: "RCACHE_UNKNOWN_BACKEND" });
    await expect(openBackend(5 as unknown as "memory")).rejects.toMatchObject({
      code: "RCACHE_UNKNOWN_BACKEND",
    });
    await expect(openBackend("sqlite://x/y")).rejects.toMatchObject({ code: "RCACHE_UNKNOWN_BACKEND" });
  });
});

describe("loadFactory", () => {
  it.each(BACKEND_ALIASES.filter((alias) => alias !== "memory"))(
    "asks for the factory of %s in its own package",
    async (alias) => {
      const asked: string[] = [];
      const factory = (): never => {
        throw new Error("not called");
      };
      const loaded = await loadFactory(alias, async (specifier) => {
        asked.push(specifier);
        return { [BACKENDS[alias].factory]: factory };
      });
      expect(asked).toEqual([`@rcache/backend-${alias}`]);
      expect(loaded).toBe(factory);
      expect(BACKENDS[alias].factory).toBe(`${alias}Backend`);
    },
  );
});
