import type { HeaderList, HttpRequest } from "../../http/messages.ts";
import type { Digests } from "../../key/digests.ts";
import {
  namesLeftOut,
  parameters,
  REDACTED,
  replacedInPath,
  replacedInQuery,
} from "../../key/ignored-parameters.ts";
import { looksSealed, type Seal, sealOf, withoutSealed } from "../../key/seal.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";

/** They belong to whoever got them. */
export const COOKIE_FIELDS: ReadonlySet<string> = new Set(["set-cookie"]);

const URL_FIELDS: ReadonlySet<string> = new Set(["location", "content-location", "refresh", "link"]);
const USERINFO = /^((?:[a-z][a-z0-9+.-]*:)?\/\/)([^/]*)@/i;
const REFRESH_START = /^\s*[\d.]*\s*[;,]?\s*(?:url\s*=\s*)?["']?/i;
/** Stands for the value of an ignored parameter that the answer repeats: whoever is answered has one of its own. */
const OWN = "{own}";

/** Who is answered. */
export interface Asker {
  readonly request: Pick<HttpRequest, "url">;
  /** What separates this user from others. */
  readonly secrets: readonly string[];
  readonly settings: ResolvedSettings;
  readonly digests: Digests;
}

/**
 * A response's fields as they may be stored (requests-cache KEY-13, V2). Secrets among them, and in their URLs, are sealed with the request's
 * own: whoever finds the entry has the same. A line whose secrets nothing can seal belongs to whoever got it, and is left out.
 * Stored fields stay as they are.
 */
export function keptFields(headers: HeaderList, asker: Asker): HeaderList {
  const { ignoredParameters, partition } = asker.settings;
  const isSecret = (lower: string): boolean => ignoredParameters.has(lower) || partition.hidesField(lower);
  const isAsItIs = ([name]: HeaderList[number]): boolean => {
    const lower = name.toLowerCase();
    return !isSecret(lower) && !URL_FIELDS.has(lower);
  };
  if (headers.every(isAsItIs)) return headers;
  const keeper = keeperFor(asker);
  return headers.flatMap((line) => {
    if (isAsItIs(line)) return [line];
    const [name, value] = line;
    const lower = name.toLowerCase();
    const kept = isSecret(lower) ? keeper.secret(value) : inUrls(lower, value, keeper.reference);
    return kept === undefined ? [] : [[name, kept] as const];
  });
}

/** Stored fields as whoever asks gets them: for who has the same secrets, byte for byte as they came. */
export function openedFields(headers: HeaderList, asker: Asker): HeaderList {
  const { secrets, settings, request, digests } = asker;
  const hasIgnored = settings.ignoredParameters.size > 0;
  if (secrets.length === 0 && !hasIgnored) return headers;
  let seal: Seal | undefined;
  return headers.flatMap((line) => {
    const [name, value] = line;
    if (!value.includes("{")) return [line];
    const lower = name.toLowerCase();
    const filled =
      hasIgnored && URL_FIELDS.has(lower)
        ? (inUrls(lower, value, (reference) => withOwnValues(reference, request.url, settings)) ?? value)
        : value;
    if (!looksSealed(filled) || secrets.length === 0) return [[name, filled] as const];
    seal ??= sealOf(secrets, digests);
    const opened = seal?.opened(filled);
    return opened === undefined ? [] : [[name, opened] as const];
  });
}

/** A URL as it may be stored, kept like those in fields; undefined where it has a secret that nothing can seal. */
export function keptReference(reference: string, asker: Asker): string | undefined {
  return keeperFor(asker).reference(reference);
}

/** A stored URL as whoever asks gets it; undefined where it cannot be opened. */
export function openedReference(reference: string, asker: Asker): string | undefined {
  return openedFields([["location", reference]], asker)[0]?.[1];
}

/** Stored fields as they may be shown to anybody. */
export function shownFields(headers: HeaderList): HeaderList {
  return headers.map(([name, value]) => [name, withoutSealed(value, REDACTED).replaceAll(OWN, REDACTED)]);
}

/** Fields of a live answer as they may be told to others than its caller. */
export function toldFields(headers: HeaderList, asker: Omit<Asker, "secrets">): HeaderList {
  return shownFields(keptFields(headers, { ...asker, secrets: [REDACTED] })).map(([name, value]) => [
    name,
    COOKIE_FIELDS.has(name.toLowerCase()) ? REDACTED : value,
  ]);
}

/** How the secrets of one answer are kept; undefined: not at all. */
interface Keeper {
  secret(value: string): string | undefined;
  reference(reference: string): string | undefined;
}

function keeperFor({ request, secrets, settings, digests }: Asker): Keeper {
  const seal = sealOf(secrets, digests);
  const { ignoredParameters, partition } = settings;
  const own = firstValues(request.url);
  const secret = (value: string): string | undefined => (value === "" ? value : seal?.sealed(value));
  return {
    secret,
    reference(reference) {
      // What looks sealed and is not ours would be lost on the way out.
      if (looksSealed(reference) && seal !== undefined && seal.opened(reference) === undefined)
        return secret(reference);
      const isOwn = isSameOrigin(reference, request.url);
      return replacedReference(reference, namesLeftOut(settings), (value, name) => {
        const isIgnored = name !== undefined && ignoredParameters.has(name.toLowerCase());
        const isRepeated = value === OWN || (isOwn && own.get(name ?? "") === value);
        return isIgnored && isRepeated && !partition.hasParameter(name) ? OWN : secret(value);
      });
    },
  };
}

/** A stored reference with the asker's own values of ignored parameters; a parameter that the asker does not have is left out. */
function withOwnValues(reference: string, url: string, settings: ResolvedSettings): string {
  if (!reference.includes(OWN)) return reference;
  const own = isSameOrigin(reference, url) ? firstValues(url) : new Map<string, string>();
  const isIgnored = (name: string): boolean => settings.ignoredParameters.has(name.toLowerCase());
  return (
    replacedReference(reference, isIgnored, (value, name) =>
      value === OWN ? (own.get(name ?? "") ?? null) : value,
    ) ?? reference
  );
}

/** Each URL of a field replaced; undefined where one of them cannot be. What stands beside a reference is no part of it. */
function inUrls(
  name: string,
  value: string,
  replace: (reference: string) => string | undefined,
): string | undefined {
  if (name === "link") {
    let isWhole = true;
    const result = value.replace(/(?<=<)[^>]*/g, (reference) => {
      const replaced = replace(reference);
      if (replaced === undefined) isWhole = false;
      return replaced ?? "";
    });
    return isWhole ? result : undefined;
  }
  const start = name === "refresh" ? (REFRESH_START.exec(value)?.[0] ?? "") : "";
  const replaced = replace(value.slice(start.length));
  return replaced === undefined ? undefined : start + replaced;
}

/** @param replace null: the parameter is left out; undefined: there is nothing that could stand for it */
function replacedReference(
  reference: string,
  isSecret: (name: string) => boolean,
  replace: (value: string, name: string | undefined) => string | undefined | null,
): string | undefined {
  let isWhole = true;
  const replaced = (value: string, name?: string): string | null => {
    const result = replace(value, name);
    if (result === undefined) isWhole = false;
    return result ?? null;
  };
  const [beforeQuery, query, fragment] = splitReference(reference);
  const withoutUser = beforeQuery.replace(
    USERINFO,
    (_whole, start: string, user: string) => `${start}${replaced(user) ?? ""}@`,
  );
  const path = replacedInPath(withoutUser, isSecret, replaced);
  const [changedQuery, changedFragment] = [query, fragment].map((part) => {
    const changed = replacedInQuery(part.slice(1), isSecret, replaced);
    return changed === "" && part.length > 1 ? "" : part.slice(0, 1) + changed;
  });
  return isWhole ? `${path}${changedQuery}${changedFragment}` : undefined;
}

/** Query and fragment with their marks, or empty. */
function splitReference(reference: string): readonly [beforeQuery: string, query: string, fragment: string] {
  const hash = reference.indexOf("#");
  const fragmentAt = hash < 0 ? reference.length : hash;
  const question = reference.slice(0, fragmentAt).indexOf("?");
  const queryAt = question < 0 ? fragmentAt : question;
  return [reference.slice(0, queryAt), reference.slice(queryAt, fragmentAt), reference.slice(fragmentAt)];
}

function isSameOrigin(reference: string, url: string): boolean {
  return URL.canParse(reference, url) && new URL(reference, url).origin === new URL(url).origin;
}

/** The values of a URL's query as they are written, by name; of several of one name the first. */
function firstValues(url: string): ReadonlyMap<string, string> {
  const query = splitReference(url)[1].slice(1);
  return new Map(
    [...parameters(query)]
      .reverse()
      .map(({ name, text }) => [name, text.includes("=") ? text.slice(text.indexOf("=") + 1) : ""]),
  );
}
