import type { HeaderList } from "../http/messages.ts";
import type { Partition } from "../settings/credentials/partition-settings.ts";
import { byCodeUnits } from "./ignored-parameters.ts";

const NONE: readonly string[] = /* @__PURE__ */ Object.freeze([]);

/**
 * What separates this request's user from others; empty where it names none, which is a partition of its own.
 *
 * @param credentials userinfo and partitioning parameters of the URL, and whose answer it is beyond that
 */
export function secretsOf(
  headers: HeaderList,
  credentials: readonly string[],
  { hasField, cookies }: Partition,
): readonly string[] {
  if (headers.length === 0 && credentials.length === 0) return NONE;
  const fields: (readonly [name: string, value: string])[] = [];
  for (const [name, value] of headers) {
    if (!hasField(name)) continue;
    const lower = name.toLowerCase();
    const counted = lower === "cookie" ? countedCookies(value, cookies) : value;
    if (lower !== "cookie" || counted !== "") fields.push([lower, counted]);
  }
  // Lines of one name keep their order: it may mean something.
  fields.sort(([a], [b]) => byCodeUnits(a, b));
  // No field's name has an @.
  return [...credentials.map((text) => `@url ${text}`), ...fields.map(([name, value]) => `${name} ${value}`)];
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
