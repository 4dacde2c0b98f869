import type { HeaderList } from "../src/http/messages.ts";
import { bodyDigest } from "../src/key/body-digest.ts";
import type { ResolvedSettings } from "../src/settings/effective/resolve.ts";
import { openDigests, RULES } from "./builders.ts";

export const JSON_TYPE = "application/json";
export const FORM_TYPE = "application/x-www-form-urlencoded";

export function digestOf(
  body: string | Uint8Array,
  contentType = JSON_TYPE,
  settings: ResolvedSettings = RULES,
  more: HeaderList = [],
): string {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return bodyDigest(bytes, [["Content-Type", contentType], ...more], settings, openDigests);
}

export function areOne(
  bodies: readonly string[],
  contentType?: string,
  settings?: ResolvedSettings,
): boolean {
  return new Set(bodies.map((body) => digestOf(body, contentType, settings))).size === 1;
}

export function areAllDifferent(
  bodies: readonly string[],
  contentType?: string,
  settings?: ResolvedSettings,
): boolean {
  return new Set(bodies.map((body) => digestOf(body, contentType, settings))).size === bodies.length;
}
