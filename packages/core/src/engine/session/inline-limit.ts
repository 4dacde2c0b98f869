import { DEFAULTS } from "../../settings/defaults.ts";
import type { Engine } from "./engine.ts";

/** A backend in this process keeps bodies up to this in the record: there is nothing to gain from cutting them up. */
const ENTRY_INLINE_BYTES = 4 * 1024 * 1024;

/** A body up to this stands in its record. */
export function inlineLimit({ limits, handle }: Engine): number {
  const backend = handle.current()?.backend;
  const limit =
    limits.inlineBytes ?? (backend?.valueKind === "entry" ? ENTRY_INLINE_BYTES : DEFAULTS.inlineBytes);
  return Math.min(limit, backend?.maxValueBytes ?? limit);
}
