import { createRequire } from "node:module";
import { RcacheError } from "@rcache/core/backend";
import { betterSqlite3Driver } from "./better-sqlite3.ts";
import { bunSqliteDriver } from "./bun-sqlite.ts";
import type { SqliteDriver } from "./driver.ts";
import { nodeSqliteDriver } from "./node-sqlite.ts";

/** In the order in which they are taken where none is named. */
export const DRIVER_NAMES = ["better-sqlite3", "node:sqlite", "bun:sqlite"] as const;

/** The name of a SQLite driver. */
export type SqliteDriverName = (typeof DRIVER_NAMES)[number];

/** better-sqlite3 13 is built for this version of N-API, and ends the process where it is loaded into an older one. */
const NAPI_OF_13 = 10;
const REMEDIES: Readonly<Record<SqliteDriverName, string>> = {
  "better-sqlite3": "npm install better-sqlite3; before Node 22.14, better-sqlite3@12.",
  "node:sqlite": "Use Node 22.13 or newer.",
  "bun:sqlite": "Use Bun.",
};

const LOADERS: Readonly<Record<SqliteDriverName, () => SqliteDriver>> = {
  "better-sqlite3": () => {
    const load = createRequire(import.meta.url);
    const { version }: { readonly version: string } = load("better-sqlite3/package.json");
    const why = whyNotHere(version, process.versions["napi"]);
    if (why !== undefined) throw new Error(why);
    return betterSqlite3Driver(load("better-sqlite3"));
  },
  // Not by `require`: in a bundle of CommonJS there is nothing to make one with.
  "node:sqlite": () => nodeSqliteDriver(builtin("node:sqlite")),
  "bun:sqlite": () => {
    const editor = working("node:sqlite");
    return bunSqliteDriver(builtin("bun:sqlite"), editor instanceof Error ? undefined : editor);
  },
};

const found = new Map<SqliteDriverName, SqliteDriver | Error>();

/**
 * The driver of that name; where none is named, the first that is here and works.
 *
 * @throws RcacheError `RCACHE_PACKAGE_MISSING`
 */
export function findDriver(named: SqliteDriverName | SqliteDriver | undefined): SqliteDriver {
  if (typeof named === "object") return named;
  const failures: string[] = [];
  for (const name of named === undefined ? DRIVER_NAMES : [named]) {
    const driver = working(name);
    if (!(driver instanceof Error)) return driver;
    failures.push(`${name}: ${driver.message.split("\n")[0]}`);
  }
  throw new RcacheError("RCACHE_PACKAGE_MISSING", `no SQLite here (${failures.join("; ")})`, {
    remedy:
      named === undefined ? `${REMEDIES["node:sqlite"]} Or ${REMEDIES["better-sqlite3"]}` : REMEDIES[named],
  });
}

/** Found out once, by opening a database in memory: a package may be there without the part that was to be compiled. */
function working(name: SqliteDriverName): SqliteDriver | Error {
  const known = found.get(name);
  if (known !== undefined) return known;
  const tried = tryToLoad(name);
  found.set(name, tried);
  return tried;
}

function tryToLoad(name: SqliteDriverName): SqliteDriver | Error {
  try {
    const driver = LOADERS[name]();
    driver.open(":memory:").close();
    return driver;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function builtin<T>(name: string): T {
  const module: unknown = process.getBuiltinModule(name);
  if (typeof module !== "object" || module === null) throw new Error(`this runtime has no ${name}`);
  // The cast: what the runtime documents under this name.
  return module as T;
}

/** Why this version of better-sqlite3 must not be loaded into a runtime with that version of N-API; undefined where it may be. */
export function whyNotHere(version: string, napi: string | undefined): string | undefined {
  if (Number.parseInt(version, 10) < 13 || Number(napi) >= NAPI_OF_13) return undefined;
  return `better-sqlite3 ${version} needs N-API ${NAPI_OF_13}, and this runtime has ${napi ?? "none"}`;
}
