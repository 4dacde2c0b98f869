import { describe, expect, it } from "vitest";
import { databasePath, type PathOptions, type Surroundings } from "./database-path.ts";

const LINUX: Surroundings = { platform: "linux", env: {}, home: "/home/me", temp: "/tmp", cwd: "/project" };

describe("databasePath", () => {
  const cases: readonly (readonly [PathOptions, string])[] = [
    [{}, "/project/http_cache.sqlite"],
    [{ cacheName: "github" }, "/project/github.sqlite"],
    [{ cacheName: "a/b" }, "/project/a/b.sqlite"],
    [{ cacheName: "github.db" }, "/project/github.db"],
    [{ cacheName: "../up" }, "/up.sqlite"],
    [{ cacheName: "name", path: "path" }, "/project/path.sqlite"],
    [{ path: "/var/cache/a.db" }, "/var/cache/a.db"],
    [{ path: "/var/cache/a" }, "/var/cache/a.sqlite"],
    [{ path: "/var/cache/a", useCacheDir: true, useTemp: true }, "/var/cache/a.sqlite"],
    [{ path: "~/a" }, "/home/me/a.sqlite"],
    [{ path: "~a" }, "/project/~a.sqlite"],
    [{ useCacheDir: true }, "/home/me/.cache/rcache/http_cache.sqlite"],
    [{ useTemp: true, cacheName: "x" }, "/tmp/x.sqlite"],
    [{ useCacheDir: true, useTemp: true }, "/home/me/.cache/rcache/http_cache.sqlite"],
    [{ useMemory: true }, ":memory:"],
    [{ cacheName: ":memory:" }, ":memory:"],
  ];
  it.each(cases)("SQL-01…04 turns %j into %s", (options, path) => {
    expect(databasePath(options, LINUX)).toBe(path);
  });

  it("SQL-02 knows the cache directory of each platform", () => {
    const at = (around: Partial<Surroundings>): string =>
      databasePath({ useCacheDir: true }, { ...LINUX, ...around });
    expect(at({ env: { XDG_CACHE_HOME: "/xdg" } })).toBe("/xdg/rcache/http_cache.sqlite");
    expect(at({ env: { XDG_CACHE_HOME: "relative" } })).toBe("/home/me/.cache/rcache/http_cache.sqlite");
    expect(at({ platform: "darwin" })).toBe("/home/me/Library/Caches/rcache/http_cache.sqlite");
    expect(at({ platform: "win32", env: { LOCALAPPDATA: "/local" } })).toBe(
      "/local/rcache/http_cache.sqlite",
    );
  });
});
