import { RcacheError } from "@rcache/core";

/** What an option has to be: words for the message, and the test. */
export interface OptionRule {
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
}

/**
 * Looks at options before anything is done with them. An option that is `undefined` is not there.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`
 */
export function checkOptions(
  factory: string,
  options: object,
  rules: Readonly<Record<string, OptionRule>>,
): void {
  const known = new Map(Object.entries(rules));
  for (const [option, value] of Object.entries(options)) {
    const rule = known.get(option);
    if (rule === undefined) {
      throw new RcacheError("RCACHE_UNKNOWN_OPTION", `${factory} has no option ${JSON.stringify(option)}`, {
        remedy: `Use one of: ${[...known.keys()].join(", ")}.`,
      });
    }
    if (value === undefined || rule.holds(value)) continue;
    throw new RcacheError("RCACHE_INVALID_OPTION", `${option} of ${factory} is ${shown(value)}`, {
      remedy: `Give ${option} ${rule.expected}.`,
    });
  }
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "object" && value !== null ? Object.prototype.toString.call(value) : String(value);
}
