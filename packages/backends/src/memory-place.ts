import { memoryBackend } from "@rcache/backend-memory";
import type { BackendFactory, OpenOptions } from "./backend-aliases.ts";

/** The factory's options for a URL; undefined where it cannot be read. */
export type UrlReader = (url: string, options: OpenOptions) => OpenOptions | undefined;

/** Memory's factory, which needs no loading. The cast: options come from the user as they are, and the factory checks each of them. */
export const makeMemory: BackendFactory = memoryBackend as BackendFactory;

/** The options for memory, where a text means it: `memory`, or its URL. */
export function memoryPlace(choice: string, options: OpenOptions): OpenOptions | undefined {
  if (/^memory$/i.test(choice)) return options;
  return /^memory:/i.test(choice) ? memoryUrl(choice, options) : undefined;
}

/** `memory:` or `memory:label`. */
export const memoryUrl: UrlReader = (url, options) => {
  const label = plainText(afterScheme(url));
  if (label === undefined) return undefined;
  return label === "" ? options : { ...options, cacheName: label };
};

export function afterScheme(url: string): string {
  return url.slice(url.indexOf(":") + 1);
}

// A query would be silently dropped; a `?` that belongs to a name is written %3F.
export function plainText(text: string): string | undefined {
  if (/[?#]/.test(text)) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
