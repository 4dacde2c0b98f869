import { fieldLines, isToken } from "../http/fields/fields.ts";
import type { HeaderList, HttpRequest } from "../http/messages.ts";
import type { Partition } from "../settings/credentials/partition-settings.ts";
import type { ResolvedSettings } from "../settings/effective/resolve.ts";
import { bodyDigest } from "./body-digest.ts";
import { type Digests, injective } from "./digests.ts";
import { operationOf } from "./operation-fields.ts";
import { normalValue } from "./variant.ts";

const MAX_METHOD = 64;
/** Stands for the method where a `keyFn` made the target. */
const OWN_KEY = "key";
/** Fields by which a POST says what it means (requests-cache PIPE-01). */
const METHOD_OVERRIDES = ["x-http-method-override", "x-http-method", "x-method-override"] as const;

/**
 * Which request to the target: the method group (GET and HEAD together) and, where they count, profile, partition, operation, body and matched
 * headers.
 *
 * @param secrets what separates its user from others
 * @param hasOwnKey a `keyFn` made the target
 */
export function selectorOf(
  request: HttpRequest,
  secrets: readonly string[],
  hasOwnKey: boolean,
  settings: ResolvedSettings,
  digests: Digests,
): string {
  let selector = hasOwnKey ? OWN_KEY : methodGroup(request.method, digests);
  const override = hasOwnKey ? "" : methodOverrides(request.headers).join(",");
  if (override !== "") selector += `;as=${isShortToken(override) ? override : digests.text(override)}`;
  if (settings.profile.mark !== "") selector += `;${settings.profile.mark}`;
  if (secrets.length > 0) selector += `;user=${digests.text(injective(secrets))}`;
  const operation = hasOwnKey ? [] : operationOf(request, settings.ignoredParameters);
  if (operation.length > 0) selector += `;operation=${digests.text(injective(operation))}`;
  const { body } = request;
  // Not by instanceof: bytes of another realm would leave the key, and all uploads would be one.
  if (!hasOwnKey && typeof body === "object" && body !== null && body.length > 0) {
    selector += `;body=${bodyDigest(body, request.headers, settings, digests)}`;
  }
  const matched = hasOwnKey ? "" : matchedHeaders(request.headers, settings, digests);
  if (matched !== "") selector += `;headers=${matched}`;
  return selector;
}

function methodGroup(method: string, digests: Digests): string {
  if (method === "GET" || method === "HEAD") return "GET";
  return isShortToken(method) ? method : `method=${digests.text(method)}`;
}

function isShortToken(text: string): boolean {
  return text.length <= MAX_METHOD && isToken(text);
}

/** The lines by which a request stands in for another method, given how to look one up. */
export function methodOverrideLines(sent: (name: string) => string | undefined): HeaderList {
  const lines: (readonly [string, string])[] = [];
  for (const name of METHOD_OVERRIDES) {
    const value = sent(name);
    if (value !== undefined) lines.push([name, value]);
  }
  return lines;
}

/** The methods that a request says it stands in for, in upper case. */
export function methodOverrides(headers: HeaderList): readonly string[] {
  if (headers.length === 0) return [];
  return METHOD_OVERRIDES.flatMap((name) => fieldLines(headers, name)).map((method) => method.toUpperCase());
}

/** requests-cache VARY-01, VARY-02: absent fields contribute nothing; partitioning and ignored ones are no part of it. */
function matchedHeaders(headers: HeaderList, settings: ResolvedSettings, digests: Digests): string {
  const { matchHeaders, partition, ignoredParameters } = settings;
  if (headers.length === 0 || (matchHeaders !== true && matchHeaders.length === 0)) return "";
  const names =
    matchHeaders === true ? [...new Set(headers.map(([name]) => name.toLowerCase()))].sort() : matchHeaders;
  const parts = names
    .filter((name) => !isPartitioning(name, partition) && !ignoredParameters.has(name))
    .flatMap((name) => {
      const lines = fieldLines(headers, name);
      return lines.length === 0 ? [] : [name, normalValue(name, lines, settings)];
    });
  return parts.length === 0 ? "" : digests.text(injective(parts));
}

// Where only some cookies partition, the field as a whole can still be matched.
function isPartitioning(name: string, { hasField, cookies }: Partition): boolean {
  return hasField(name) && (name !== "cookie" || cookies === undefined);
}
