import type { Witness } from "../contracts/backend.ts";
import type { Address, Entry } from "../entry/entry.ts";
import { parseDeltaSeconds } from "../http/delta-seconds.ts";
import { fieldValue, hasField } from "../http/fields.ts";
import type { Awaitable, HttpResponse } from "../http/messages.ts";
import type { WriteResult } from "../policy/verdict.ts";
import { andThen } from "./awaitable.ts";
import { announceWrite, type Exchange } from "./exchange.ts";

/** More variants of one request than this are not kept: the oldest goes. */
const MAX_VARIANTS = 64;

/** Writes an entry, tells what became of it, and clears away what it replaces under other Vary names. */
export function storeEntry(exchange: Exchange, entry: Entry): Awaitable<WriteResult> {
  const { engine, keyed } = exchange;
  const denied = writeDenied(exchange);
  if (denied !== undefined) return announced(exchange, denied);
  if (engine.memory.wasInvalidatedSince(entry.address.target, exchange.moment))
    return announced(exchange, "overtaken");
  return andThen(engine.storage.put(entry, witnessOf(exchange, entry.address)), (write) => {
    if (write === "stored") {
      engine.memory.rememberVary(keyed, entry.vary);
      engine.memory.forgetUncacheable(keyed);
      engine.background.run(() => engine.storage.remove(outdated(exchange, entry)));
    }
    return announced(exchange, write);
  });
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
  maxEntryBytes: number,
): WriteResult | undefined {
  const expected = expectedLength(response, method);
  if (expected !== undefined && expected !== length) return "incomplete";
  return length > maxEntryBytes ? "too-large" : undefined;
}

function expectedLength({ headers, coding, status }: HttpResponse, method: string): number | undefined {
  // The length on the wire says nothing of a body that was decoded, nor of one that is not there (RFC 9110 §8.6).
  if (method === "HEAD" || status === 204 || status === 304) return undefined;
  if (coding === "decoded" && hasField(headers, "content-encoding")) return undefined;
  return parseDeltaSeconds(fieldValue(headers, "content-length")?.split(",", 1)[0]?.trim() ?? "");
}

/** Tells what became of a store. What was too large will be so again: nobody is to wait for the next answer. */
export function announced(exchange: Exchange, write: WriteResult): WriteResult {
  const { engine, keyed } = exchange;
  if (write === "too-large") engine.memory.rememberUncacheable(keyed, engine.clock.nowMs());
  announceWrite(exchange, write === "stored" ? "stored" : "store-abandoned", write);
  return write;
}

function witnessOf({ looked, keyed }: Exchange, { target, variant }: Address): Witness | undefined {
  // An answer that says on which parameters it does not vary may move to a target that nobody has looked at.
  if (target !== keyed.target) return undefined;
  const known = looked.entries.find((entry) => entry.address.variant === variant);
  if (known !== undefined) return { revision: known.revision };
  return looked.epoch === undefined ? undefined : { epoch: looked.epoch };
}

/** Records that a later hint must not find: of other Vary names, and the oldest where there are too many. */
function outdated({ looked }: Exchange, stored: Entry): readonly (Address & { revision: string })[] {
  const names = stored.vary.join(",");
  const others = looked.entries.filter(({ address }) => address.variant !== stored.address.variant);
  const isHead = stored.request.method === "HEAD";
  const [same, different] = [
    others.filter((entry) => entry.vary.join(",") === names),
    others.filter((entry) => entry.vary.join(",") !== names),
  ];
  const replaced = different.filter((entry) => (entry.request.method === "HEAD") === isHead);
  const surplus = [...same]
    .sort((a, b) => a.receivedAtMs - b.receivedAtMs)
    .slice(0, Math.max(0, same.length + 1 - MAX_VARIANTS));
  return [...replaced, ...surplus].map(({ address, revision }) => ({ ...address, revision }));
}
