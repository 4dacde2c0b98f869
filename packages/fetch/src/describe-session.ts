import type { CacheSettings } from "@rcache/core";

/** A session as one line: what it keeps answers in, and the settings that somebody has set. Without addresses, which may hold passwords. */
export function describeSession(name: string, keptIn: string, settings: CacheSettings): string {
  const parts = [`backend: ${keptIn}`];
  for (const [option, value] of Object.entries(settings)) {
    if (value !== undefined) parts.push(`${option}: ${shown(value)}`);
  }
  return `${name}(${parts.join(", ")})`;
}

function shown(value: unknown): string {
  if (typeof value === "function") return "[function]";
  if (value instanceof Date) return value.toISOString();
  if (value instanceof RegExp) return String(value);
  if (value instanceof Map) return shown([...value]);
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (typeof value !== "object" || value === null)
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  return `{ ${Object.entries(value)
    .map(([name, member]) => `${name}: ${shown(member)}`)
    .join(", ")} }`;
}

/** What `backend` says it is: an alias, a URL's scheme, a backend's or factory's name. */
export function backendLabel(options: { readonly backend?: unknown; readonly cache?: unknown }): string {
  const { backend, cache } = options;
  if (cache !== undefined) return "of the given cache";
  if (backend === undefined) return "default";
  if (typeof backend === "string") return backend.split(":", 1)[0] ?? backend;
  const named = typeof backend === "function" || typeof backend === "object" ? backend : undefined;
  return named !== undefined && named !== null && "name" in named ? String(named.name) : "custom";
}
