import { describe, expect, it } from "vitest";
import { environmentOptions } from "../src/environment.ts";
import { program } from "./program.ts";

const REGISTER = new URL("../src/register.ts", import.meta.url);
/** Deno requires no module of TypeScript, so that `tests/runtimes` tries that with what is built. */
const WAYS: readonly (readonly [flag: string, file: string])[] =
  "Deno" in globalThis
    ? [["--preload", REGISTER.pathname]]
    : [
        ...("Bun" in globalThis ? ([["--preload", REGISTER.pathname]] as const) : []),
        ["--import", REGISTER.href],
        ["--require", REGISTER.pathname],
      ];

describe("@rcache/patch/register", () => {
  it.each(WAYS)("caches what a program asks that knows nothing of it, by %s", async (flag, file) => {
    const asked = (env: NodeJS.ProcessEnv) => program("ask-twice.cjs", { flags: [flag, file], env });
    expect((await asked({ RCACHE_URL: "memory" })).printed).toBe("1 1 1");
    expect((await asked({ RCACHE_URL: "memory", RCACHE_HOSTS_EXCEPT: "127.0.0.1" })).printed).toBe("1 2 3");
    expect((await asked({ RCACHE_CONFIG: "test/programs/rcache.config.js" })).printed).toBe("1 2 3");
  });

  it("names unknown variables, and ends the process for a value that cannot be read", async () => {
    const flags = [...(WAYS[0] ?? [])];
    const unknown = await program("ask-twice.cjs", {
      flags,
      env: { RCACHE_URL: "memory", RCACHE_EXPIRE_AFTR: "1h" },
    });
    expect([unknown.printed, unknown.warned]).toEqual([
      "1 1 1",
      expect.stringContaining("no variable RCACHE_EXPIRE_AFTR. Did you mean RCACHE_EXPIRE_AFTER?"),
    ]);
    await expect(program("ask-twice.cjs", { flags, env: { RCACHE_EXPIRE_AFTER: "soon" } })).rejects.toThrow(
      "RCACHE_INVALID_DURATION",
    );
  });
});

describe("environmentOptions", () => {
  it("reads every variable as its option is written", () => {
    const { options, unknown } = environmentOptions({
      ...{
        PATH: "/bin",
        RCACHE_URL: "sqlite",
        RCACHE_CACHE_NAME: "mine",
        RCACHE_EXPIRE_AFTER: "360",
        RCACHE_CACHE_CONTROL: "true",
      },
      ...{
        RCACHE_STALE_IF_ERROR: "1d",
        RCACHE_STALE_WHILE_REVALIDATE: "no",
        RCACHE_ALLOWABLE_METHODS: "get, post",
      },
      ...{
        RCACHE_ALLOWABLE_CODES: "200,404",
        RCACHE_IGNORED_PARAMETERS: "a,b",
        RCACHE_MATCH_HEADERS: "accept",
        RCACHE_READ_ONLY: "",
      },
      ...{
        RCACHE_HOSTS: "a.com,*.b.com",
        RCACHE_HOSTS_EXCEPT: "c.b.com",
        RCACHE_METHODS: "GET",
        RCACHE_TEST_REDIS_URL: "x",
      },
    });
    expect(options).toEqual({
      ...{ backend: "sqlite", cacheName: "mine", expireAfter: 360, cacheControl: true, staleIfError: "1d" },
      ...{ staleWhileRevalidate: false, allowableMethods: ["GET", "POST"], allowableCodes: [200, 404] },
      ...{ ignoredParameters: ["a", "b"], matchHeaders: ["accept"], methods: ["GET"] },
      hosts: { only: ["a.com", "*.b.com"], except: ["c.b.com"] },
    });
    expect(unknown).toEqual([]);
    expect(environmentOptions({ RCACHE_EXPIRE_AFTER: "never" }).options).toEqual({ expireAfter: -1 });
  });

  it.each([
    ["RCACHE_CACHE_CONTROL", "maybe"],
    ["RCACHE_ALLOWABLE_CODES", "all"],
    ["RCACHE_CONFIG", "/nowhere/at/all.mjs"],
    ["RCACHE_CONFIG", new URL("./programs/none.json", import.meta.url).pathname],
  ])("refuses %s=%s by its name", (name, value) => {
    expect(() => environmentOptions({ [name]: value })).toThrow(name);
  });
});
