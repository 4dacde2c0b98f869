import { basename } from "node:path";

/** A name in a server that only the contender of this directory uses. */
export function ownName(directory: string): string {
  return `bench_${basename(directory).replaceAll(/[^A-Za-z0-9]/g, "_")}`;
}
