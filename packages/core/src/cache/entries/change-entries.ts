import type { RecordHead } from "../../contracts/backend.ts";
import { isReduced } from "../../engine/session/look-up.ts";
import { consultKeyFn } from "../../engine/session/own-words.ts";
import type { Session } from "../../engine/session/session.ts";
import type { Address, Entry } from "../../entry/entry.ts";
import { recordHead } from "../../entry/record-head.ts";
import { revisedEntry } from "../../entry/revised-entry.ts";
import { RcacheError } from "../../errors/rcache-error.ts";
import { lookupOf, ownTarget } from "../../key/lookup-of.ts";
import { hostOf } from "../../key/target-uri.ts";
import { turn } from "../../platform/time/pause.ts";
import { withFreshUntil } from "../../policy/freshness/lifetimes.ts";
import { searchVariation, withoutIgnoredSearch } from "../../policy/structured/search-variation.ts";
import { type Expiration, expirationAt } from "../../settings/duration.ts";
import { asked } from "../cache-life.ts";
import type { EntryFilter } from "../http-cache.ts";
import { openBackend } from "../open-backend.ts";
import { isEmptyFilter } from "./entry-match.ts";
import { type ScannedEntry, scanEntries } from "./scan-entries.ts";
import { totals } from "./totals.ts";

/** So many records go in one call, so that lookups get their turn in between. */
const SLICE = 500;

/** Removes what the filter matches; an empty one matches nothing here (requests-cache CAC-08). */
export async function deleteEntries(session: Session, filter: EntryFilter): Promise<number> {
  if (isEmptyFilter(filter)) return 0;
  let removed = 0;
  let slice: RecordHead[] = [];
  const removeSlice = async (): Promise<void> => {
    const heads = slice;
    slice = [];
    if (heads.length > 0) removed += await removeHeads(session, heads);
  };
  for await (const { head } of scanEntries(session, filter, "delete")) {
    slice.push(head);
    if (slice.length >= SLICE) await removeSlice();
  }
  await removeSlice();
  return removed;
}

async function removeHeads(session: Session, heads: readonly RecordHead[]): Promise<number> {
  const which = heads.map(({ target, selector, variant, revision }) => ({
    target,
    selector,
    variant,
    revision,
  }));
  const count = await asked(session, "remove", (backend) => backend.remove(which));
  if (count > 0 && session.engine.events.hears("removed")) {
    for (const target of new Set(heads.map((head) => head.target))) {
      session.engine.events.emit({
        kind: "removed",
        target,
        count: heads.filter((head) => head.target === target).length,
      });
    }
  }
  return count;
}

/** requests-cache CAC-09, CAC-13. */
export async function deleteExpired(session: Session, expireAfter: Expiration | undefined): Promise<number> {
  if (expireAfter !== undefined) await resetExpiration(session, expireAfter, {});
  const { backend } = await openBackend(session);
  const { removeWhere } = backend;
  if (removeWhere === undefined) return deleteEntries(session, { expired: true });
  const filter = { freshBeforeMs: session.engine.clock.nowMs() };
  let removed = 0;
  for (;;) {
    const count = await asked(session, "removeWhere", () => removeWhere.call(backend, filter, SLICE));
    removed += count;
    if (count < SLICE) break;
    await turn();
  }
  for (let more = true; more; await turn())
    more = (await asked(session, "sweep", () => backend.sweep(SLICE))).more;
  return removed;
}

/** requests-cache CAC-12: counted from now. */
export async function resetExpiration(
  session: Session,
  expireAfter: Expiration,
  filter: EntryFilter,
): Promise<number> {
  const untilMs = expirationAt(expireAfter, session.engine.clock.nowMs());
  if (untilMs === undefined) {
    throw new RcacheError("RCACHE_INVALID_OPTION", "expireAfter: stored entries cannot get 'do-not-cache'", {
      remedy: "Delete them instead: cache.delete(filter).",
    });
  }
  return changeEach(
    session,
    filter,
    "resetExpiration",
    ({ head, entry }) =>
      entry && revised(entry, head, { lifetimes: withFreshUntil(entry.lifetimes, untilMs) }),
  );
}

/**
 * Files each entry under the key that today's settings give its stored request (requests-cache CAC-11). What only the original request had
 * (credentials, body, matched headers) stays in the selector as the digest it is.
 */
export async function recreateKeys(session: Session): Promise<number> {
  return changeEach(session, {}, "recreateKeys", ({ head, entry }) => {
    if (entry === undefined) return undefined;
    const address = addressToday(entry, session);
    const same = address.target === entry.address.target && address.selector === entry.address.selector;
    return same ? undefined : revised(entry, head, { address });
  });
}

export async function countEntries(session: Session, filter: EntryFilter | undefined): Promise<number> {
  if (filter === undefined || isEmptyFilter(filter)) return (await totals(session, "count")).entries;
  let count = 0;
  for await (const _ of scanEntries(session, filter, "count")) count += 1;
  return count;
}

async function changeEach(
  session: Session,
  filter: EntryFilter,
  call: string,
  change: (scanned: ScannedEntry) => Entry | undefined,
): Promise<number> {
  let changed = 0;
  let slice: (readonly [RecordHead, Entry])[] = [];
  const writeSlice = async (): Promise<void> => {
    const pairs = slice;
    slice = [];
    const results = await Promise.all(pairs.map(([head, entry]) => rewrite(session, head, entry)));
    changed += results.filter(Boolean).length;
  };
  for await (const scanned of scanEntries(session, filter, call)) {
    const entry = change(scanned);
    if (entry === undefined) continue;
    slice.push([scanned.head, entry]);
    if (slice.length >= SLICE) await writeSlice();
  }
  await writeSlice();
  return changed;
}

async function rewrite(session: Session, head: RecordHead, entry: Entry): Promise<boolean> {
  const { serializer } = await openBackend(session);
  const written = revisedEntry(entry, { revision: session.engine.nextRevision() });
  const isSamePlace = isSameAddress(written.address, head);
  const value = serializer === undefined ? written : await serializer.encode(written, written.address);
  const record = { head: recordHead(written, serializer?.id ?? "entry", head.bytes), value };
  const seen = isSamePlace ? { revision: head.revision } : undefined;
  const result = await asked(session, "put", (backend) => backend.put(record, seen));
  if (result !== "stored") return false;
  if (!isSamePlace) await asked(session, "remove", (backend) => backend.remove([addressOf(head)]));
  return true;
}

function revised(entry: Entry, head: RecordHead, changes: Partial<Entry>): Entry {
  return revisedEntry(entry, head.body === undefined ? changes : { ...changes, body: head.body });
}

function addressToday(entry: Entry, session: Session): Address {
  const { selector, variant } = entry.address;
  const request = { method: entry.request.method, url: entry.url, headers: entry.request.varied };
  const settings = session.resolve(request.method, request.url, undefined);
  const ownKey = consultKeyFn(request, settings, session.engine.events);
  const [, ...parts] = selector.split(";");
  if (typeof ownKey === "object") {
    return {
      target: ownTarget(ownKey.key, session.engine.digests),
      selector: ["key", ...parts].join(";"),
      variant,
    };
  }
  const host = hostOf(entry.address.target);
  const headers = host === undefined ? [] : ([["Host", host]] as const);
  const today = lookupOf({ ...request, headers }, undefined, settings, session.engine.digests);
  const [method = "GET"] = today.selector.split(";");
  return { target: keptTarget(entry, today.target), selector: [method, ...parts].join(";"), variant };
}

/** The target of an entry, given that of its URL: without what its own field leaves out, where it is kept like that. */
function keptTarget({ address, response }: Entry, exactTarget: string): string {
  const variation = isReduced(address) ? searchVariation(response.headers) : undefined;
  return variation === undefined ? exactTarget : withoutIgnoredSearch(exactTarget, variation);
}

function isSameAddress(a: Address, b: Address): boolean {
  return a.target === b.target && a.selector === b.selector && a.variant === b.variant;
}

function addressOf({ target, selector, variant, revision }: RecordHead): Address & { revision: string } {
  return { target, selector, variant, revision };
}
