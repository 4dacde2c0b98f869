import { homedir, tmpdir } from "node:os";
import { extname, isAbsolute, join, resolve } from "node:path";

/** Where a database is to be. */
export interface PathOptions {
  readonly cacheName?: string;
  readonly path?: string;
  readonly useCacheDir?: boolean;
  readonly useTemp?: boolean;
  readonly useMemory?: boolean;
}

/** What the path depends on besides the options. */
export interface Surroundings {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly temp: string;
  readonly cwd: string;
}

export const MEMORY_PATH = ":memory:";

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
 * The absolute path of the file, or `:memory:`.
 *
 * `path` counts before `cacheName`; without an extension it gets `.sqlite` (requests-cache SQL-01); `~` is the home directory; an absolute
 * path does not care about `useCacheDir` and `useTemp`. Looks at nothing on the disk.
 */
export function databasePath(options: PathOptions, around: Surroundings): string {
  const named = options.path ?? options.cacheName ?? "http_cache";
  if (options.useMemory === true || named.includes(MEMORY_PATH)) return MEMORY_PATH;
  const given = placeOf(named, options, around);
  return extname(given) === "" ? `${given}.sqlite` : given;
}

/** Where `path` is as it was given, without an extension of ours; undefined: none was given, or it is no place on the disk. */
export function givenPlace(options: PathOptions, around: Surroundings): string | undefined {
  const { path, useMemory } = options;
  const isNowhere = path === undefined || useMemory === true || path.includes(MEMORY_PATH);
  return isNowhere ? undefined : placeOf(path, options, around);
}

function placeOf(named: string, options: PathOptions, around: Surroundings): string {
  const expanded = named === "~" || /^~[/\\]/.test(named) ? join(around.home, named.slice(1)) : named;
  return isAbsolute(expanded) ? resolve(expanded) : resolve(directory(options, around), expanded);
}

function directory(options: PathOptions, around: Surroundings): string {
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
