import type { HeaderList } from "@rcache/core";

/** `rawHeaders` as pairs: names keep their case, repeated ones their order. */
export function pairsOf(raw: readonly string[]): HeaderList {
  const pairs: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at] ?? "", raw[at + 1] ?? ""]);
  return pairs;
}
