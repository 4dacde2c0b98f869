import { homedir, tmpdir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/** Where a cache is to be. */
export interface PlaceOptions {
  readonly cacheName?: string;
  readonly directory?: string;
  readonly useCacheDir?: boolean;
  readonly useTemp?: boolean;
}

/** What the place depends on besides the options. */
export interface Surroundings {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly temp: string;
  readonly cwd: string;
}

/** The process as it is now. */
export function surroundings(): Surroundings {
  return {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    temp: tmpdir(),
    cwd: process.cwd(),
  };
}

/**
 * The absolute path of the directory.
 *
 * `cacheName` is its path (requests-cache FS-01); with `directory` too, it is a directory in that one, so that two names share nothing. `~` is
 * the home directory; an absolute path does not care about `useCacheDir` and `useTemp`. Looks at nothing on the disk.
 */
export function cacheDirectory(options: PlaceOptions, around: Surroundings): string {
  const { cacheName, directory } = options;
  if (directory === undefined) return placed(cacheName ?? "http_cache", options, around);
  const outer = placed(directory, options, around);
  return cacheName === undefined ? outer : join(outer, cacheName);
}

function placed(named: string, options: PlaceOptions, around: Surroundings): string {
  const path = named === "~" || /^~[/\\]/.test(named) ? join(around.home, named.slice(1)) : named;
  return isAbsolute(path) ? resolve(path) : resolve(start(options, around), path);
}

function start(options: PlaceOptions, around: Surroundings): string {
  if (options.useCacheDir === true) return join(userCacheDirectory(around), "rcache");
  return options.useTemp === true ? around.temp : around.cwd;
}

function userCacheDirectory({ platform, env, home }: Surroundings): string {
  if (platform === "darwin") return join(home, "Library", "Caches");
  if (platform === "win32") return env["LOCALAPPDATA"] ?? join(home, "AppData", "Local");
  const xdg = env["XDG_CACHE_HOME"];
  // The base directory specification: a relative one is not valid and to be ignored.
  return xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, ".cache");
}
