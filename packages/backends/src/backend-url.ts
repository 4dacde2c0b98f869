import type { OpenOptions } from "./backend-aliases.ts";
import { afterScheme, plainText, type UrlReader } from "./memory-place.ts";

/** `sqlite:relative.db`, `sqlite:///abs/path.db`, `sqlite::memory:`; a bare `sqlite:` is the default file. */
export const sqliteUrl: UrlReader = (url, options) => {
  const rest = afterScheme(url);
  if (rest === "") return options;
  const path = rest === ":memory:" ? rest : pathOf(rest);
  if (path === undefined) return undefined;
  return path === ":memory:" ? { ...unnamed(options), useMemory: true } : { ...unnamed(options), path };
};

/** `file:relative`, `file:///abs/path`; a bare `file:` is the default directory. */
export const directoryUrl: UrlReader = (url, options) => {
  const rest = afterScheme(url);
  if (rest === "") return options;
  const directory = pathOf(rest);
  return directory === undefined ? undefined : { ...unnamed(options), directory };
};

/** `dynamodb://region/table`, `dynamodb://region` or `dynamodb:table`. A region joins the `clientConfig` that was given. */
export const dynamodbUrl: UrlReader = (url, options) => {
  const parts = /^(?:\/\/([a-z0-9-]+)(?:\/([\w.-]*))?|([\w.-]*))$/i.exec(afterScheme(url));
  if (parts === null) return undefined;
  const [, region, tableOfRegion, tableAlone] = parts;
  const tableName = tableOfRegion || tableAlone;
  const place = tableName ? { ...unnamed(options), tableName } : { ...options };
  if (region === undefined) return place;
  const given = options["clientConfig"];
  return { ...place, clientConfig: { ...(typeof given === "object" ? given : undefined), region } };
};

/** A server's own URL, which its driver reads. MongoDB's may list several hosts, so only the beginning is looked at. */
export const serverUrl: UrlReader = (url, options) =>
  /^\/\/[^/?#\s]/.test(afterScheme(url)) && !/\s/.test(url) ? { ...options, url } : undefined;

/** The URL without a user's name and password, fit for a message. */
export function withoutCredentials(url: string): string {
  return url.replace(/\/\/[^/?#]*@/, "//***@");
}

// `//host/path` is refused: some programs read its first segment as a host and some as a directory.
function pathOf(rest: string): string | undefined {
  const local = rest.replace(/^\/\/(?:localhost)?(?=\/)/, "");
  if (local.startsWith("//")) return undefined;
  const path = plainText(local);
  return path === "" ? undefined : path?.replace(/^\/(?=[a-z]:)/i, "");
}

function unnamed({ cacheName: _, ...others }: OpenOptions): OpenOptions {
  return others;
}
