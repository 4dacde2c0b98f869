import type { SqliteDriver } from "./driver.ts";
import { fromBetterSqlite3 } from "./from-better-sqlite3.ts";

/** A driver from the class that `better-sqlite3` exports, for programs that load the package themselves. */
export function betterSqlite3Driver(
  Constructor: new (path: string, options: object) => object,
): SqliteDriver {
  return {
    name: "better-sqlite3",
    // The cast: an object of this class, whose types a user does not need to have. Waiting in the driver would stop the event loop.
    open: (path) =>
      fromBetterSqlite3(new Constructor(path, { timeout: 0 }) as Parameters<typeof fromBetterSqlite3>[0]),
  };
}
