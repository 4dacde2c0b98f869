import { fieldLines } from "../http/fields.ts";
import type { HeaderList } from "../http/messages.ts";
import type { Partition } from "../settings/resolve.ts";
import { type Digests, injective } from "./digests.ts";
import { byCodeUnits } from "./ignored-parameters.ts";

/**
 * A digest of what separates this request's user from others; empty where it names none, which is a partition of its own.
 *
 * @param credentials userinfo and partitioning parameters of the URL
 */
export function partitionDigest(
  headers: HeaderList,
  credentials: readonly string[],
  partition: Partition,
  digests: Digests,
): string {
  // No field's name has an @.
  const parts = credentials.map((text) => `@url ${text}`);
  if (headers.length > 0) {
    for (const name of partition.headers) {
      for (const value of fieldLines(headers, name)) {
        const counted = name === "cookie" ? countedCookies(value, partition.cookies) : value;
        if (name !== "cookie" || counted !== "") parts.push(`${name} ${counted}`);
      }
    }
  }
  return parts.length === 0 ? "" : digests.text(injective(parts));
}

/**
 * The pairs of a Cookie field in the order of their names, because servers see none in them; only those named, where some are.
 * Pairs of one name keep theirs: servers take the first.
 */
export function countedCookies(value: string, names?: ReadonlySet<string>): string {
  return value
    .split(";")
    .map((pair) => ({ text: pair.trim(), name: (pair.split("=", 1)[0] ?? "").trim() }))
    .filter(({ text, name }) => text !== "" && (names === undefined || names.has(name)))
    .sort((a, b) => byCodeUnits(a.name, b.name))
    .map(({ text }) => text)
    .join("; ");
}
