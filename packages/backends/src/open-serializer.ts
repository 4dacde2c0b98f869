import { frameSerializer, type Serializer } from "@rcache/core/backend";
import { type ImportModule, loadExport } from "./load-package.ts";
import { type SerializerAlias, serializerAlias } from "./serializer-alias.ts";

const SERIALIZERS: Readonly<
  Record<SerializerAlias, { readonly folder: string; readonly name: string } | undefined>
> = {
  frame: undefined,
  json: { folder: "serializer-json", name: "jsonSerializer" },
  yaml: { folder: "serializer-yaml", name: "yamlSerializer" },
  bson: { folder: "serializer-bson", name: "bsonSerializer" },
};

/**
 * Returns the serializer for an alias, and loads its package. `frame` is the compact binary format of core.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_SERIALIZER`, or `RCACHE_PACKAGE_MISSING` with the command to run (requests-cache: SES-06)
 */
export async function openSerializer(alias: SerializerAlias): Promise<Serializer> {
  return loadSerializer(serializerAlias(alias));
}

/** As {@link openSerializer}; `importFrom` is the runtime's own `import` unless a test says otherwise. */
export async function loadSerializer(alias: SerializerAlias, importFrom?: ImportModule): Promise<Serializer> {
  const place = SERIALIZERS[alias];
  if (place === undefined) return frameSerializer;
  // The cast: the package is ours, and the engine checks what it exports as it checks a stranger's.
  return (await loadExport(place.folder, place.name, importFrom)) as Serializer;
}
