import type { Precondition } from "../../contracts/backend.ts";
import type { Address, Entry, Lookup } from "../../entry/entry.ts";
import { parseDeltaSeconds } from "../../http/fields/delta-seconds.ts";
import { fieldValue, hasField } from "../../http/fields/fields.ts";
import { parseContentRange } from "../../http/fields/range.ts";
import type { Awaitable, HttpResponse } from "../../http/messages.ts";
import { andThen, isPromise } from "../../platform/concurrency/awaitable.ts";
import { isKeptOut } from "../../policy/store/kept-out.ts";
import { joinedParts, partVariant } from "../../policy/store/stored-part.ts";
import type { WriteResult } from "../../policy/verdict.ts";
import { announceWrite, type Exchange, keptAlive } from "../session/exchange.ts";
import { inlineLimit } from "../session/inline-limit.ts";

/** More variants of one request than this are not kept: the oldest goes. */
const MAX_VARIANTS = 64;

/** Writes an entry, tells what became of it, and clears away what it replaces under other Vary names. */
export function storeEntry(exchange: Exchange, entry: Entry): Awaitable<WriteResult> {
  const { engine, requestKey } = exchange;
  const denied = writeDenied(exchange);
  if (denied !== undefined) return announced(exchange, denied);
  if (engine.memory.wasInvalidatedSince(entry.address.target, exchange.sequence))
    return announced(exchange, "overtaken");
  const kept = entry.part === undefined ? entry : joinedParts(entry, partsIn(exchange), inlineLimit(engine));
  const seen = preconditionOf(exchange, kept.address);
  const writing = engine.storage.put(kept, seen, outdated(exchange, kept));
  // At once, as it can be found at once: whoever asks next is to look where it stands.
  engine.memory.rememberVary(requestKey, kept.vary);
  return andThen(writing, (write) => announced(exchange, write));
}

function partsIn({ looked }: Exchange): readonly Entry[] {
  return looked.entries.filter((entry) => entry.part !== undefined && !looked.bodyRefs?.has(entry));
}

/** Why nothing may be written, whatever policy says. */
export function writeDenied({ settings, looked, isLate }: Exchange): WriteResult | undefined {
  if (settings.readOnly) return "read-only";
  if (isLate) return "overtaken";
  return looked.failed ? "backend-failed" : undefined;
}

/** Why a body of this length is not kept. */
export function bodyDenied(
  response: HttpResponse,
  method: string,
  length: number,
  maxBodyBytes: number,
): WriteResult | undefined {
  const expected = announcedLength(response, method);
  if (expected !== undefined && expected !== length) return "incomplete";
  return length > maxBodyBytes ? "too-large" : undefined;
}

/** How long a body will be, where its fields say so. */
export function announcedLength(response: HttpResponse, method: string): number | undefined {
  return partLength(response) ?? expectedLength(response, method);
}

/** A part says how long it is, whatever Content-Length does. */
function partLength({ headers, status }: HttpResponse): number | undefined {
  const range = status === 206 ? parseContentRange(fieldValue(headers, "content-range") ?? "") : undefined;
  return range && range.end - range.start + 1;
}

function expectedLength({ headers, coding, status }: HttpResponse, method: string): number | undefined {
  // The length on the wire says nothing of a body that was decoded, nor of one that is not there (RFC 9110 §8.6).
  if (method === "HEAD" || status === 204 || status === 304) return undefined;
  if (coding === "decoded" && hasField(headers, "content-encoding")) return undefined;
  return parseDeltaSeconds(fieldValue(headers, "content-length")?.split(",", 1)[0]?.trim() ?? "");
}

/** Tells what became of a store, and remembers it. What was too large will be so again: nobody is to wait for the next answer. */
export function announced(exchange: Exchange, write: WriteResult): WriteResult {
  const { engine, requestKey } = exchange;
  if (write === "stored") engine.memory.forgetKeptOut(requestKey);
  else if (isKeptOut(write)) {
    const waitsFromMs = write === "too-large" ? engine.elapsedMs() : undefined;
    engine.memory.rememberKeptOut(requestKey, { reason: write }, waitsFromMs);
  }
  announceWrite(exchange, write === "stored" ? "stored" : "store-abandoned", write);
  return write;
}

function preconditionOf({ looked, requestKey }: Exchange, at: Address): Precondition | undefined {
  const known = looked.entries.find(
    ({ address }) => isOfOneRequest(address, at) && address.variant === at.variant,
  );
  if (known !== undefined) return { revision: known.revision };
  // An answer that says on which parameters it does not vary may move to a target that nobody has looked at.
  const isReduced =
    at.target === requestKey.equivalent?.target && at.selector === requestKey.equivalent.selector;
  const epoch = isReduced
    ? looked.equivalentEpoch
    : at.target === requestKey.target
      ? looked.epoch
      : undefined;
  return epoch === undefined ? undefined : { epoch };
}

function isOfOneRequest(a: Lookup, b: Lookup): boolean {
  return a.target === b.target && a.selector === b.selector;
}

const NOTHING: readonly (Address & { readonly revision: string })[] = /* @__PURE__ */ Object.freeze([]);

/** Records that a later hint must not find: of other Vary names, and the oldest where there are too many. */
function outdated({ looked }: Exchange, stored: Entry): readonly (Address & { revision: string })[] {
  if (looked.entries.length === 0) return NOTHING;
  const names = stored.vary.join(",");
  const others = looked.entries.filter(
    ({ address }) => isOfOneRequest(address, stored.address) && address.variant !== stored.address.variant,
  );
  const isHead = stored.request.method === "HEAD";
  // What is whole makes its parts superfluous.
  const isOutdated = (entry: Entry): boolean =>
    entry.vary.join(",") !== names || entry.address.variant === partVariant(stored.address.variant);
  const [same, different] = [others.filter((entry) => !isOutdated(entry)), others.filter(isOutdated)];
  const replaced = different.filter((entry) => (entry.request.method === "HEAD") === isHead);
  const surplus = [...same]
    .sort((a, b) => a.receivedAtMs - b.receivedAtMs)
    .slice(0, Math.max(0, same.length + 1 - MAX_VARIANTS));
  return [...replaced, ...surplus].map(({ address, revision }) => ({ ...address, revision }));
}

/** A write as far as it is known. One under way is waited for by `flush`, and by the caller's `waitUntil`. */
export function nowOrPending(exchange: Exchange, writing: Awaitable<WriteResult>): WriteResult {
  if (!isPromise(writing)) return writing;
  exchange.engine.background.add(writing);
  keptAlive(exchange.options, writing);
  return "pending";
}
