import { RcacheError } from "@rcache/core";
import { installCommand } from "./install-command.ts";

/** Imports a module. */
export type ImportModule = (specifier: string) => Promise<unknown>;

/**
 * The runtime's own import. A computed specifier: a literal one of a package that is not installed breaks bundlers. The comments tell
 * bundlers to leave it as it is, and count only as long as the built file, too, says `import(specifier)`: the compiler alone would wrap
 * the specifier in a call.
 */
export const importModule: ImportModule = (specifier) =>
  import(/* @vite-ignore */ /* webpackIgnore: true */ specifier);

/**
 * One export of one of our packages that may not be installed.
 *
 * @param folder the package's name without its scope
 * @param importFrom imports it; the runtime's own `import` unless a test says otherwise
 * @throws RcacheError `RCACHE_PACKAGE_MISSING` with the command to run; `RCACHE_BACKEND_UNUSABLE` where it is there but cannot be loaded
 */
export async function loadExport(
  folder: string,
  name: string,
  importFrom: ImportModule = importModule,
): Promise<unknown> {
  const specifier = ["@rcache", folder].join("/");
  const exported = await importFrom(specifier).catch((error: unknown) => {
    throw isMissing(specifier, error) ? packageMissing(specifier, error) : unloadable(specifier, error);
  });
  const value = field(exported, name);
  if (value === undefined) {
    throw new RcacheError("RCACHE_BACKEND_UNUSABLE", `${specifier} has no export ${name}`, {
      remedy: `Install the same version of all @rcache packages. Run: ${installCommand(`${specifier}@latest`)}`,
    });
  }
  return value;
}

// A dependency that the package itself misses is reported under that name, from within the package.
function isMissing(specifier: string, error: unknown): boolean {
  // Bun's words, and those of Yarn's Plug'n'Play.
  if (field(error, "specifier") === specifier) return true;
  if (field(field(error, "data"), "dependencyName") === specifier) return true;
  const code = field(error, "code");
  const notFound = code === undefined || code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
  const named = /(?:cannot find|could not resolve|failed to (?:load|resolve)|import)[^'"`]*['"`]([^'"`]+)/i;
  return notFound && named.exec(String(field(error, "message")))?.[1] === specifier;
}

function packageMissing(specifier: string, cause: unknown): RcacheError {
  const remedy = `Run: ${installCommand(specifier)}`;
  return new RcacheError("RCACHE_PACKAGE_MISSING", `${specifier} is not installed`, { remedy, cause });
}

function unloadable(specifier: string, cause: unknown): RcacheError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RcacheError(
    "RCACHE_BACKEND_UNUSABLE",
    `${specifier} is installed but cannot be loaded: ${why}`,
    { remedy: `Install it again, with its dependencies. Run: ${installCommand(specifier)}`, cause },
  );
}

function field(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null ? Reflect.get(of, name) : undefined;
}
