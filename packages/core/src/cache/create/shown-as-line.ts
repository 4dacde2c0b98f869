import type { Session } from "../../engine/session/session.ts";
import { INSPECT } from "../../platform/process/inspect.ts";
import type { HttpCache } from "../http-cache.ts";

/** Has `String(cache)` and `console.log` of a cache say in one line where its entries are and what its settings are. */
export function shownAsLine(cache: HttpCache, { engine, live }: Session): HttpCache {
  const line = (): string => {
    const backend = engine.handle.current()?.backend.name ?? "not open yet";
    const said = Object.entries(live.settings).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}: ${typeof value === "object" ? "…" : String(value)}`],
    );
    return `HttpCache(${[engine.closed ? `${backend}, closed` : backend, ...said].join(", ")})`;
  };
  for (const name of ["toString", INSPECT])
    Object.defineProperty(cache, name, { value: line, configurable: true, writable: true });
  return cache;
}
