import type { CacheEvent } from "../../contracts/events.ts";
import { environmentVariable } from "../process/process.ts";

/** What prints a line an event where the environment says `RCACHE_DEBUG=1`, else undefined. Only then is the printing loaded. */
export function debugListener(): ((event: CacheEvent) => void) | undefined {
  const said = environmentVariable("RCACHE_DEBUG") ?? "";
  if (["", "0", "false"].includes(said.toLowerCase())) return undefined;
  const printing = import("./debug-lines.ts");
  // Where it cannot be loaded, nothing is printed, and a process that has seen no event yet goes on.
  printing.catch(() => undefined);
  return (event) => printing.then(({ printLine }) => printLine(event));
}
