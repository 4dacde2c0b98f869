import { RcacheError } from "@rcache/core";

/** The error for an option of the wrong type or out of range. `wanted` completes "is not …". */
export function invalidOption(option: string, value: unknown, wanted: string): RcacheError {
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  return new RcacheError("RCACHE_INVALID_OPTION", `${option}: ${shown} is not ${wanted}`, {
    remedy: `Give ${wanted}, or leave ${option} out.`,
  });
}
