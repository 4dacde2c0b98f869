import { RcacheError } from "@rcache/core";
import { BACKEND_ALIASES, BACKENDS, type BackendAlias, type OpenOptions } from "./backend-aliases.ts";
import { withoutCredentials } from "./backend-url.ts";

/**
 * Which backend a text means, and the options for its factory.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_BACKEND`
 */
export function placeOf(choice: string, options: OpenOptions): { alias: BackendAlias; options: OpenOptions } {
  const [scheme = "", ...rest] = String(choice).toLowerCase().split(":");
  const isUrl = rest.length > 0;
  const alias = BACKEND_ALIASES.find((known) =>
    isUrl ? BACKENDS[known].schemes.includes(scheme) : known === scheme,
  );
  if (alias === undefined) throw unknownBackend(choice, scheme);
  const placed = isUrl ? BACKENDS[alias].optionsOf(choice, options) : options;
  if (placed === undefined) throw unreadableUrl(choice, alias);
  return { alias, options: placed };
}

function unknownBackend(choice: string, name: string): RcacheError {
  const schemes = BACKEND_ALIASES.flatMap((alias) => BACKENDS[alias].schemes.map((scheme) => `${scheme}:`));
  const known = `aliases are ${BACKEND_ALIASES.join(", ")}; URLs begin with ${schemes.join(", ")}`;
  return new RcacheError(
    "RCACHE_UNKNOWN_BACKEND",
    `there is no backend ${JSON.stringify(withoutCredentials(String(choice)))}: ${known}`,
    { remedy: "Give an alias, a URL or a backend.", unknown: { name, known: BACKEND_ALIASES } },
  );
}

const EXAMPLES: Readonly<Record<BackendAlias, string>> = {
  memory: "memory: or memory:label",
  sqlite: "sqlite:relative.db, sqlite:///absolute/path.db or sqlite::memory:",
  redis: "redis://localhost:6379/0",
  mongodb: "mongodb://localhost:27017/database",
  gridfs: "mongodb://localhost:27017/database as the option url",
  dynamodb: "dynamodb://region/table",
  filesystem: "file:relative/directory or file:///absolute/directory",
};

function unreadableUrl(url: string, alias: BackendAlias): RcacheError {
  return new RcacheError(
    "RCACHE_UNKNOWN_BACKEND",
    `${JSON.stringify(withoutCredentials(url))} cannot be read`,
    {
      remedy: `Write ${EXAMPLES[alias]}, without a query; options go into backendOptions.`,
    },
  );
}
