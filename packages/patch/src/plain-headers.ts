import type { HandledResponse, HeaderList } from "@rcache/core";

/** What no field of a message may hold: a damaged store must not make new lines of one. */
const UNSAFE = /[\r\n\0]/;

/**
 * The fields of an answer, for a client that is given bytes as on the wire: where they are plain already, those that tell of a coding are not
 * true any more.
 */
export function plainHeaders({ headers, coding }: HandledResponse): HeaderList {
  const isUnfolded =
    coding === "decoded" && headers.some(([name]) => name.toLowerCase() === "content-encoding");
  if (!isUnfolded && !headers.some(([, value]) => UNSAFE.test(value))) return headers;
  return headers
    .filter(([name]) => !isUnfolded || !/^content-(?:encoding|length)$/i.test(name))
    .map(([name, value]) => [name, value.split(UNSAFE).join(" ")]);
}
