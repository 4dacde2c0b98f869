import type { Backend, RecordHead, ScanFilter } from "../../contracts/backend.ts";
import type { Serializer } from "../../contracts/serializer.ts";
import type { Session } from "../../engine/session/session.ts";
import { decodeValue } from "../../engine/store/storage.ts";
import type { Entry } from "../../entry/entry.ts";
import type { EntryFilter } from "../http-cache.ts";
import { openBackend, unsupported } from "../open-backend.ts";
import { ambiguousUrls, type EntryMatch, matchOf, resourceCondition } from "./entry-match.ts";

/** A stored record; without an entry where it cannot be read. */
export interface ScannedEntry {
  readonly head: RecordHead;
  readonly entry: Entry | undefined;
}

/** Everything stored that the filter matches, in pages; each record is decoded, and one that cannot be is left without an entry. */
export async function* scanEntries(
  session: Session,
  filter: EntryFilter,
  call: string,
): AsyncIterable<ScannedEntry> {
  // Checked before the backend is opened: a wrong filter is told of at once.
  matchOf(filter, session, () => false);
  const { backend, serializer } = await openBackend(session);
  if (backend.scan === undefined) throw unsupported(backend, "scan", call);
  const stored = await storedAmong(ambiguousUrls(filter), session, backend.scan.bind(backend));
  const match = matchOf(filter, session, (url) => stored.has(url));
  for await (const found of backend.scan(scanFilterOf(match))) {
    const { value, ...head } = found;
    if (!match.head(head)) continue;
    const entry = value === undefined ? undefined : await entryOf(value, head, serializer);
    if (match.entry(head, entry)) yield { head, entry };
  }
}

/** Those of the URLs that are stored, letter for letter: asked only about such as have a star in them. */
async function storedAmong(
  urls: readonly string[],
  session: Session,
  scan: NonNullable<Backend["scan"]>,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const asked = urls.map((url) => [url, resourceCondition(url, session)] as const);
  if (asked.length === 0) return found;
  for await (const head of scan({})) for (const [url, holds] of asked) if (holds(head)) found.add(url);
  return found;
}

function scanFilterOf({ host }: EntryMatch): ScanFilter {
  return host === undefined ? { values: true } : { values: true, host };
}

/** The entry in a scanned value. */
export async function entryOf(
  value: NonNullable<unknown>,
  head: RecordHead,
  serializer: Serializer | undefined,
): Promise<Entry | undefined> {
  // The cast: a backend of value kind `entry` holds what it was given.
  if (serializer === undefined) return value as Entry;
  if (head.serializerId !== serializer.id) return undefined;
  // The cast: value kind and serializer were matched when the backend was opened.
  const result = await decodeValue(serializer, value as Uint8Array, head);
  return "entry" in result ? result.entry : undefined;
}
