import { fieldValue } from "../http/fields/fields.ts";
import type { HeaderList } from "../http/messages.ts";
import { utf8Text } from "../http/utf8.ts";
import type { ResolvedSettings } from "../settings/effective/resolve.ts";
import { type Digests, injective } from "./digests.ts";
import { normalMultipart, typeParameters } from "./form-parts.ts";
import {
  byCodeUnits,
  normalParameters,
  type ParameterNames,
  parameters,
  withoutNames,
} from "./ignored-parameters.ts";

const MAX_NORMALISED = 10 * 1024 * 1024;
// Numbers that a parser would round: two different bodies must not become one.
const LONG_NUMBER = /\d[\d.]{14,}|\d[eE][+-]?\d/;
const JSON_STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/g;

type BodySettings = Pick<ResolvedSettings, "profile" | "partition" | "ignoredParameters" | "contentRootKey">;

/**
 * A digest of a request's body, its type and its coding, for the key (requests-cache KEY-06 to KEY-10; RFC 10008).
 *
 * Where the profile normalises: JSON with its keys in order and without ignored ones, forms likewise, multipart without its boundary; a
 * type's other parameters count.
 * Anything else, or what cannot be read as what it says it is, counts byte for byte.
 */
export function bodyDigest(
  body: Uint8Array,
  headers: HeaderList,
  settings: BodySettings,
  digests: Digests,
): string {
  const contentType = fieldValue(headers, "content-type") ?? "";
  const coding = fieldValue(headers, "content-encoding") ?? "";
  const mediaType = (contentType.split(";", 1)[0] ?? "").trim().toLowerCase();
  const normal =
    settings.profile.normalisesRequests && body.length <= MAX_NORMALISED
      ? normalText(body, mediaType, contentType, settings)
      : undefined;
  const parts =
    normal === undefined
      ? [contentType, digests.bytes(body)]
      : [mediaType, "normal", ...parametersThatCount(contentType, mediaType), normal];
  return digests.text(injective([coding, ...parts]));
}

function normalText(
  body: Uint8Array,
  mediaType: string,
  contentType: string,
  settings: BodySettings,
): string | undefined {
  const isForm = mediaType === "application/x-www-form-urlencoded";
  const boundary = mediaType.startsWith("multipart/") ? boundaryOf(contentType) : undefined;
  if (boundary !== undefined) return normalMultipart(body, boundary, mediaType, namesIgnored(settings));
  const text = isJson(mediaType) || isForm ? utf8Text(body) : undefined;
  if (text === undefined) return undefined;
  if (!isForm) return normalJson(text, settings);
  const kept = withoutNames(parameters(text), namesIgnored(settings));
  return normalParameters(kept)
    .map((parameter) => parameter.text)
    .join("&");
}

/**
 * The parameters of a media type by which a server may answer otherwise (`version`, `ext`, `profile`, a form's `charset`), in order of their
 * names. `boundary` says how parts are divided, not what they are; JSON is UTF-8 whatever `charset` says (RFC 8259 §8.1).
 */
function parametersThatCount(contentType: string, mediaType: string): readonly string[] {
  return typeParameters(contentType)
    .filter(({ name }) => name !== "boundary" && !(name === "charset" && isJson(mediaType)))
    .map(({ name, value }) => `${name}=${name === "charset" ? value.toLowerCase() : value}`)
    .sort(byCodeUnits);
}

function isJson(mediaType: string): boolean {
  return mediaType.startsWith("application/") && mediaType.includes("json");
}

function normalJson(text: string, settings: BodySettings): string | undefined {
  if (LONG_NUMBER.test(text)) return undefined;
  try {
    const root: unknown = JSON.parse(text);
    // A name given twice: the parser keeps the last, a server perhaps the first.
    if (memberCount(root) !== text.replace(JSON_STRING, "").split(":").length - 1) return undefined;
    return JSON.stringify(sortedKeys(withoutIgnored(root, settings)));
  } catch {
    // Not JSON, whatever the header says: the bytes count.
    return undefined;
  }
}

/** The names of what is left out. A credential is not, although it is ignored: nothing else in the key would separate its user from others. */
function namesIgnored({ ignoredParameters, partition }: BodySettings): ParameterNames {
  return (name) => ignoredParameters.has(name.toLowerCase()) && !partition.hasParameter(name);
}

function withoutIgnored(root: unknown, settings: BodySettings): unknown {
  const { contentRootKey, ignoredParameters } = settings;
  if (ignoredParameters.size === 0) return root;
  const isIgnored = namesIgnored(settings);
  if (contentRootKey !== undefined && isRecord(root) && Object.hasOwn(root, contentRootKey)) {
    return { ...root, [contentRootKey]: withoutNamesIn(root[contentRootKey], isIgnored) };
  }
  return withoutNamesIn(root, isIgnored);
}

function withoutNamesIn(value: unknown, isIgnored: ParameterNames): unknown {
  if (Array.isArray(value)) return value.filter((member) => typeof member !== "string" || !isIgnored(member));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !isIgnored(name)));
}

/** Keys in order at every depth; lists keep theirs, because it means something. */
function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (!isRecord(value)) return value;
  const names = Object.keys(value).sort(byCodeUnits);
  // Pairs, not an object: an object would put number-like keys first, and `__proto__` would vanish.
  return { pairs: names.map((name) => [name, sortedKeys(value[name])]) };
}

/** How many names all objects in the value have. */
function memberCount(value: unknown): number {
  const members = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  const names = Array.isArray(value) ? 0 : members.length;
  return members.reduce<number>((count, member) => count + memberCount(member), names);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function boundaryOf(contentType: string): string | undefined {
  return typeParameters(contentType).find(({ name, value }) => name === "boundary" && value !== "")?.value;
}
