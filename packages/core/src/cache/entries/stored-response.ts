import type { RecordHead } from "../../contracts/backend.ts";
import { cacheInfo } from "../../engine/answer/outcome.ts";
import type { Session } from "../../engine/session/session.ts";
import type { BodyRef, Entry } from "../../entry/entry.ts";
import { inlineBytes } from "../../entry/entry-body.ts";
import { RcacheError } from "../../errors/rcache-error.ts";
import { type Bytes, NEVER_MS } from "../../http/messages.ts";
import { keyText } from "../../key/lookup-of.ts";
import { gathered } from "../../platform/bytes/gathered.ts";
import { shownFields } from "../../policy/answer/secret-fields.ts";
import { instantBefore as beforeOf } from "../../settings/duration.ts";
import type { StoredResponse } from "../http-cache.ts";

/** One stored answer, for inspection; the body is read when it is asked for. */
export function storedResponse(
  entry: Entry,
  ref: BodyRef | undefined,
  bytes: number,
  session: Session,
): StoredResponse {
  const { engine } = session;
  const { url, request, response, tags, createdAtMs } = entry;
  return {
    ...cacheInfo(entry, engine.clock.nowMs()),
    isOlderThan: (x) => createdAtMs < beforeOf(x, engine.clock.nowMs()),
    url,
    method: request.method,
    status: response.status,
    headers: shownFields(response.headers),
    bytes,
    tags,
    body: () => bodyOf(entry, ref, session),
  };
}

/** A record that cannot be read, as its head describes it: status 504, no fields, and a body that rejects (requests-cache CAC-10). */
export function unreadableResponse(head: RecordHead, { engine }: Session): StoredResponse {
  const { target, selector, url, method, bytes, tags, createdAtMs, freshUntilMs } = head;
  const nowMs = engine.clock.nowMs();
  return {
    key: keyText({ target, selector }),
    createdAt: new Date(createdAtMs),
    expires: freshUntilMs >= NEVER_MS ? null : new Date(freshUntilMs),
    isExpired: nowMs >= freshUntilMs,
    isOlderThan: (x) => createdAtMs < beforeOf(x, engine.clock.nowMs()),
    url,
    method,
    status: 504,
    headers: [],
    bytes,
    tags,
    body: () => Promise.reject(unreadable(url)),
  };
}

function unreadable(url: string): RcacheError {
  return new RcacheError("RCACHE_BODY_CORRUPT", `the record of ${url} cannot be read`, {
    remedy: "Remove such records: cache.delete({ invalid: true }).",
  });
}

/** The whole body of an entry. */
export async function bodyOf(entry: Entry, ref: BodyRef | undefined, { engine }: Session): Promise<Bytes> {
  if (ref === undefined) return inlineBytes(entry.body) ?? new Uint8Array(0);
  const chunks = await engine.bodies.read(ref, entry);
  if (chunks === undefined) {
    throw new RcacheError("RCACHE_BODY_CORRUPT", `the body of ${entry.url} is gone`, {
      remedy: "Send the request again: the entry was removed.",
    });
  }
  return gathered(chunks);
}
