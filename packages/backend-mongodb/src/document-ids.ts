import type { Address } from "@rcache/core/backend";

/** The variant of an answer that does not vary. */
export const NO_VARIANT = "-";

/** The `_id` of a record. A selector has no spaces (`Lookup`), the variant's are escaped, and the target is the rest. */
export function recordId({ target, selector, variant }: Address): string {
  return `record ${selector} ${variant.replaceAll("%", "%25").replaceAll(" ", "%20")} ${target}`;
}

/** The `_id` of what is known of a target as a whole: its epoch, and whether its answers vary. */
export function targetId(target: string): string {
  return `target ${target}`;
}
