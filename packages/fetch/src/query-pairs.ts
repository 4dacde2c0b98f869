import { invalidOption } from "@rcache/core";

/** The value of a parameter. Null and undefined leave the parameter out. */
export type ParameterValue = string | number | boolean | null | undefined;

/** Parameters of a query or a form: a record (with a list for several values of one name), pairs, text, or `URLSearchParams`. */
export type Parameters =
  | Readonly<Record<string, ParameterValue | readonly ParameterValue[]>>
  | Iterable<readonly [string, ParameterValue]>
  | string;

const EXPECTED = "a record, a list of pairs, a text such as 'a=1&b=2', or URLSearchParams";

/**
 * Parameters as pairs, in order.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION`
 */
export function queryPairs(parameters: Parameters | undefined, option: string): readonly [string, string][] {
  if (parameters === undefined) return [];
  if (typeof parameters === "string") return [...new URLSearchParams(parameters)];
  if (typeof parameters !== "object" || parameters === null)
    throw invalidOption(option, parameters, EXPECTED);
  return pairsOf(parameters, option).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [[name, valueText(value, `${option}.${name}`)]],
  );
}

function pairsOf(
  parameters: Exclude<Parameters, string>,
  option: string,
): readonly (readonly [string, ParameterValue])[] {
  if (!(Symbol.iterator in parameters)) {
    return Object.entries(parameters).flatMap(([name, given]) => {
      // The cast: `Array.isArray` does not narrow a readonly list away.
      const values = (Array.isArray(given) ? given : [given]) as readonly ParameterValue[];
      return values.map((value) => [name, value] as const);
    });
  }
  const pairs = [...parameters];
  if (pairs.every((pair) => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === "string"))
    return pairs;
  throw invalidOption(option, parameters, EXPECTED);
}

function valueText(value: unknown, option: string): string {
  if (typeof value === "object" || typeof value === "function" || typeof value === "symbol")
    throw invalidOption(option, value, "a text, a number, true or false");
  return String(value);
}
