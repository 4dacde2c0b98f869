import type { HeaderList } from "@rcache/core";

/** No header at all; shared, since it cannot be changed. */
export const NO_HEADERS: HeaderList = /* @__PURE__ */ Object.freeze([]);

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// What fetch would change or refuse: anything but printable Latin-1 and inner tabs, and white space at either end.
const PLAIN_VALUE = /^(?:[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)?$/;

/**
 * The lines of what `init.headers` may be, as fetch would read it.
 *
 * @throws TypeError the runtime's own, where fetch would refuse it
 */
export function headerLines(init: HeadersInit | undefined): HeaderList {
  if (init === undefined) return NO_HEADERS;
  return plainLines(init) ?? [...new Headers(init)];
}

/** The lines of a plain record or list without anything special in it; undefined leaves it to the platform, which costs more. */
export function plainLines(init: HeadersInit): HeaderList | undefined {
  if (init === null || typeof init !== "object" || init instanceof Headers) return undefined;
  const pairs: readonly (readonly string[])[] = Array.isArray(init) ? init : Object.entries(init);
  if (!Array.isArray(init) && Symbol.iterator in init) return undefined;
  const lines: [string, string][] = [];
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) return undefined;
    const [name, value] = pair;
    if (typeof name !== "string" || typeof value !== "string") return undefined;
    if (!NAME.test(name) || !PLAIN_VALUE.test(value)) return undefined;
    lines.push([name, value]);
  }
  return lines;
}

/** Whether a list has the field; `name` in lower case. */
export function hasLine(headers: HeaderList, name: string): boolean {
  return headers.some((line) => line[0].toLowerCase() === name);
}

/** The first value of a field; `name` in lower case. */
export function firstValue(headers: HeaderList, name: string): string | undefined {
  return headers.find((line) => line[0].toLowerCase() === name)?.[1];
}
