import type { Lookup } from "../entry/entry.ts";
import { fieldValue } from "../http/fields/fields.ts";
import type { HttpRequest } from "../http/messages.ts";
import type { ResolvedSettings } from "../settings/effective/resolve.ts";
import type { Digests } from "./digests.ts";
import { secretsOf } from "./partition.ts";
import { selectorOf } from "./selector.ts";
import { targetUri } from "./target-uri.ts";

const MAX_TARGET = 1_500;
const MAX_SELECTOR = 600;
// What every store keeps: no control characters, no half of a surrogate pair.
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]+$/u;

/** Where a request's answers are kept, and how its URL may be written down. */
export interface RequestKey extends Lookup {
  readonly redactedUrl: string;
  /** What separates its user from others, as it is; the selector has a digest of it. */
  readonly secrets: readonly string[];
  /** What a `partitionBy` that is a function said. */
  readonly user?: string;
  /** Where answers are kept that have said they vary on less of the query than this request has (No-Vary-Search). */
  readonly equivalent?: Lookup;
}

/** What the user's own functions say of a request. */
export interface OwnWords {
  /** Of `keyFn`; the credential partition stays. */
  readonly key?: string | undefined;
  /** Of a `partitionBy` that is a function. */
  readonly user?: string | undefined;
}

/**
 * @throws TypeError where the URL is not absolute
 */
export function lookupOf(
  request: HttpRequest,
  own: OwnWords | undefined,
  settings: ResolvedSettings,
  digests: Digests,
): RequestKey {
  const host = request.headers.length === 0 ? undefined : fieldValue(request.headers, "host");
  const uri = targetUri(request.url, settings, digests, host);
  const { identity } = request;
  const ownKey = own?.key;
  const credentials = [
    ...uri.credentials,
    ...(identity === undefined ? [] : [`identity ${identity}`]),
    ...(own?.user === undefined ? [] : [`user ${own.user}`]),
  ];
  const secrets = secretsOf(request.headers, credentials, settings.partition);
  const selector = selectorOf(request, secrets, ownKey !== undefined, settings, digests);
  return {
    target: ownKey === undefined ? shared(uri.target, request.url) : ownTarget(ownKey, digests),
    selector:
      selector.length <= MAX_SELECTOR
        ? selector
        : `${selector.split(";", 1)[0]};sha256=${digests.text(selector)}`,
    redactedUrl: shared(uri.redactedUrl, request.url),
    secrets,
    ...(own?.user === undefined ? {} : { user: own.user }),
  };
}

/** One string where two are the same: keys are remembered by the ten thousand. */
function shared(text: string, other: string): string {
  return text === other ? other : text;
}

/** The key a person sees. */
export function keyText({ target, selector }: Lookup): string {
  return `${selector} ${target}`;
}

/** A user's own key as a target: as it is where every store can keep it, else as a digest. */
export function ownTarget(ownKey: string, digests: Digests): string {
  const fits = ownKey.length * 3 <= MAX_TARGET && PRINTABLE.test(ownKey);
  // JSON writes halves of surrogate pairs as escapes; as UTF-8 they would all be one character.
  return fits ? ownKey : `{sha256:${digests.text(JSON.stringify(ownKey))}}`;
}
