import type { OpenBackend } from "../backends/with-serializer.ts";
import type { Backend, RecordHead, ScanFilter } from "../contracts/backend.ts";
import type { Serializer } from "../contracts/serializer.ts";
import type { Session } from "../engine/session/session.ts";
import { underlying } from "../engine/store/backend-handle.ts";
import { asFailure } from "../engine/store/guard-backend.ts";
import { decodeValue } from "../engine/store/storage.ts";
import type { Entry } from "../entry/entry.ts";
import { RcacheError } from "../errors/rcache-error.ts";
import { ambiguousUrls, type EntryMatch, matchOf, resourceCondition } from "./entry-match.ts";
import type { EntryFilter } from "./http-cache.ts";

/** A stored record; without an entry where it cannot be read. */
export interface ScannedEntry {
  readonly head: RecordHead;
  readonly entry: Entry | undefined;
}

/** The open backend, for what a user asks of the store directly: here failures are the user's to see. */
export async function openBackend({ engine }: Session): Promise<OpenBackend> {
  if (engine.closed) {
    throw new RcacheError("RCACHE_CLOSED", "the cache was closed", {
      remedy: "Create another one; requests pass without the cache.",
    });
  }
  try {
    const open = await engine.handle.open();
    // What the user has seen answered is stored for the user, as it is for the next request.
    await engine.storage.settled();
    return open;
  } catch (error) {
    const cause = underlying(error);
    throw cause instanceof RcacheError ? cause : asFailure("open", cause);
  }
}

/** @throws RcacheError `RCACHE_UNSUPPORTED` */
export function unsupported(backend: Backend, ability: string, call: string): RcacheError {
  return new RcacheError(
    "RCACHE_UNSUPPORTED",
    `${call} needs ${ability}, which the backend ${backend.name} does not have`,
    {
      remedy: `Use a backend with ${ability}, such as @rcache/backend-sqlite.`,
    },
  );
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
  // The cast: a backend of form `entry` holds what it was given.
  if (serializer === undefined) return value as Entry;
  if (head.serializerId !== serializer.id) return undefined;
  // The cast: form and serializer were matched when the backend was opened.
  const result = await decodeValue(serializer, value as Uint8Array, head);
  return "entry" in result ? result.entry : undefined;
}
