import type { HeaderList, HttpRequest } from "../http/messages.ts";
import type { Digests } from "../key/digests.ts";
import { REDACTED } from "../key/ignored-parameters.ts";
import { redactedUrl } from "../key/target-uri.ts";
import { shownFields, toldFields } from "../policy/answer/secret-fields.ts";
import {
  isCredentialField,
  isCredentialParameter,
  separatesUsers,
} from "../settings/credentials/credential-names.ts";
import type { Partition } from "../settings/credentials/partition-settings.ts";
import type { ResolvedSettings } from "../settings/effective/resolve.ts";

/** Whose messages are told, and by which settings. */
export interface Teller {
  readonly request: HttpRequest;
  readonly settings: ResolvedSettings;
  readonly digests: Digests;
}

/** How messages are written down for others. */
export interface ToldMessages {
  /** The URL, secrets redacted. */
  readonly url: string;
  /** The request's fields, secrets redacted. */
  readonly fields: HeaderList;
  /** A response's fields, secrets redacted. */
  responseFields(headers: HeaderList): HeaderList;
  /** Whether request fields of that name are redacted. */
  isSecret(name: string): boolean;
}

/**
 * A request and its responses as others may read them. What the store keeps out is redacted, and what looks like a credential although it
 * separates no users here: who shares responses does not share secrets.
 */
export function toldMessages({ request, settings, digests }: Teller): ToldMessages {
  const told = { ...settings, partition: widened(settings.partition) };
  const asker = { request, settings: told, digests };
  const isSecret = (name: string): boolean =>
    told.partition.hasField(name) ||
    told.partition.hidesField(name) ||
    settings.ignoredParameters.has(name.toLowerCase());
  return {
    url: redactedUrl(request.url, told),
    fields: request.headers.map(([name, value]) => [
      name,
      isSecret(name) ? REDACTED : withoutUrlSecrets(value, told),
    ]),
    responseFields: (headers) => toldFields(shownFields(headers), asker),
    isSecret,
  };
}

/** Referer, Origin and fields like them. */
function withoutUrlSecrets(value: string, settings: ResolvedSettings): string {
  return /^https?:/i.test(value) && URL.canParse(value) ? redactedUrl(value, settings) : value;
}

function widened({ hasField, hasParameter, hidesField, cookies, userOf }: Partition): Partition {
  return {
    hasField: (name) => hasField(name) || separatesUsers(name),
    hasParameter: (name) => hasParameter(name) || isCredentialParameter(name),
    hidesField: (name) => hidesField(name) || isCredentialField(name),
    cookies,
    userOf,
  };
}
