import { RcacheError } from "@rcache/core";

/** A serializer by its short name. Case does not matter at run time. */
export type SerializerAlias = "frame" | "json" | "yaml" | "bson";

const ALIASES: readonly SerializerAlias[] = ["frame", "json", "yaml", "bson"];

/**
 * The alias that a text means.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_SERIALIZER`
 */
export function serializerAlias(text: string): SerializerAlias {
  const name = String(text).toLowerCase();
  const alias = ALIASES.find((known) => known === name);
  if (alias !== undefined) return alias;
  throw new RcacheError(
    "RCACHE_UNKNOWN_SERIALIZER",
    `there is no serializer ${JSON.stringify(text)}: aliases are ${ALIASES.join(", ")}`,
    { remedy: "Give an alias or a serializer.", unknown: { name, known: ALIASES } },
  );
}
