import { RcacheError } from "@rcache/core";

/** @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION` where it is no object */
export function checkStageOptions(stage: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== "object" || options === null) {
    throw new RcacheError("RCACHE_INVALID_OPTION", `${stage} was given ${String(options)} for its options`, {
      remedy: `Give an object with: ${known.join(", ")}.`,
    });
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new RcacheError("RCACHE_UNKNOWN_OPTION", `${stage} has no option ${JSON.stringify(name)}`, {
      remedy: `Use one of: ${known.join(", ")}.`,
    });
  }
}
