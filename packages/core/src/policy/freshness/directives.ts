import { type CacheDirectives, NO_DIRECTIVES, parseCacheControl } from "../../http/fields/cache-control.ts";
import { fieldLines } from "../../http/fields/fields.ts";
import type { HeaderList } from "../../http/messages.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";

const PRAGMA_NO_CACHE = /* @__PURE__ */ parseCacheControl(["no-cache"]);

/** What the client's own header fields ask of a cache; `Pragma: no-cache` counts only without `Cache-Control` (RFC 9111 §5.2.1, §5.4). */
export function requestDirectives(headers: HeaderList): CacheDirectives {
  if (headers.length === 0) return NO_DIRECTIVES;
  const directives = parseCacheControl(fieldLines(headers, "cache-control"));
  if (directives.present) return directives;
  const pragma = parseCacheControl(fieldLines(headers, "pragma"));
  return pragma.noCache ? PRAGMA_NO_CACHE : NO_DIRECTIVES;
}

/** What the origin asks of a cache, where the profile listens (RFC 9111 §5.2.2). */
export function responseDirectives(
  headers: HeaderList,
  { profile }: Pick<ResolvedSettings, "profile">,
): CacheDirectives {
  return profile.obeysResponse ? parseCacheControl(fieldLines(headers, "cache-control")) : NO_DIRECTIVES;
}
