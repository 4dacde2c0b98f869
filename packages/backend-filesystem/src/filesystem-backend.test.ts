import { describe, expect, it } from "vitest";
import { cacheDirectory, type PlaceOptions } from "./cache-directory.ts";
import { filesystemBackend } from "./filesystem-backend.ts";
import type { FilesystemBackendOptions } from "./filesystem-options.ts";

const LINUX = { platform: "linux", env: {}, home: "/home/me", temp: "/tmp", cwd: "/project" };

describe("the directory", () => {
  it.each<[PlaceOptions, string]>([
    [{}, "/project/http_cache"],
    [{ cacheName: "github" }, "/project/github"],
    [{ cacheName: "~/caches/github" }, "/home/me/caches/github"],
    [{ directory: "caches" }, "/project/caches"],
    [{ directory: "caches", cacheName: "github" }, "/project/caches/github"],
    [{ directory: "/var/caches", cacheName: "github", useTemp: true }, "/var/caches/github"],
    [{ cacheName: "github", useTemp: true }, "/tmp/github"],
    [{ cacheName: "github", useCacheDir: true }, "/home/me/.cache/rcache/github"],
    [{ useCacheDir: true, useTemp: true }, "/home/me/.cache/rcache/http_cache"],
    [{ directory: "~" }, "/home/me"],
    [{ directory: "../x/./y" }, "/x/y"],
  ])("FS-01, FS-02, G-261 of %j is %s", (options, path) => {
    expect(cacheDirectory(options, LINUX)).toBe(path);
  });

  it("is in the platform's own place for caches", () => {
    const options = { cacheName: "c", useCacheDir: true };
    expect(cacheDirectory(options, { ...LINUX, env: { XDG_CACHE_HOME: "/xdg" } })).toBe("/xdg/rcache/c");
    expect(cacheDirectory(options, { ...LINUX, env: { XDG_CACHE_HOME: "xdg" } })).toBe(
      "/home/me/.cache/rcache/c",
    );
    expect(cacheDirectory(options, { ...LINUX, platform: "darwin" })).toBe(
      "/home/me/Library/Caches/rcache/c",
    );
  });
});

describe("filesystemBackend", () => {
  it.each<[unknown, RegExp]>([
    [{ maxBytes: 10, maxFileBytes: 11 }, /RCACHE_INVALID_OPTION.*maxFileBytes.*11.*maxBytes.*10/],
    [{ maxFileBytes: 10, blockBytes: 11 }, /RCACHE_INVALID_OPTION.*blockBytes.*11.*maxFileBytes.*10/],
    [{ blockBytes: 0 }, /RCACHE_INVALID_OPTION.*blockBytes.*0/],
    [{ blockBytes: 1.5 }, /RCACHE_INVALID_OPTION.*blockBytes/],
    [{ maxBytes: 0 }, /RCACHE_INVALID_OPTION.*maxBytes/],
    [{ maxBytes: "1 MB" }, /RCACHE_INVALID_OPTION.*"1 MB"/],
    [{ extension: ".json" }, /RCACHE_INVALID_OPTION.*"\.json"/],
    [{ extension: "a/b" }, /RCACHE_INVALID_OPTION.*"a\/b"/],
    [{ extension: "x".repeat(17) }, /RCACHE_INVALID_OPTION.*extension/],
    [{ directory: "" }, /RCACHE_INVALID_OPTION.*directory/],
    [{ cacheName: "a\0b" }, /RCACHE_INVALID_OPTION.*cacheName/],
    [{ syncIndex: 1 }, /RCACHE_INVALID_OPTION.*syncIndex/],
    [{ path: "x" }, /RCACHE_UNKNOWN_OPTION.*"filesystemBackend.path"/],
  ])("FS-11, G-265 refuses %j", (options, message) => {
    // The cast: what a program without types may pass.
    expect(() => filesystemBackend(options as FilesystemBackendOptions)).toThrow(message);
  });

  it("does nothing before it is opened, and nothing after it was closed", async () => {
    const backend = filesystemBackend({ directory: "/nowhere/at/all" });
    expect(backend).toMatchObject({
      name: "filesystem /nowhere/at/all",
      valueKind: "bytes",
      maxValueBytes: 2 ** 27,
    });
    expect(() => backend.find({ target: "a", selector: "GET" })).toThrow("RCACHE_CLOSED");
    await backend.close();
    await backend.flush();
  });
});
