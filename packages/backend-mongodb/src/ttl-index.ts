import { type BackendHost, type Duration, durationMs, RcacheError } from "@rcache/core/backend";
import type { Collection } from "mongodb";
import { warnOfTtl } from "./open-database.ts";
import type { StoredDocument } from "./record-documents.ts";

const INDEX = "ttl_idx";

/** After how many seconds the server removes a document, counted from when it was first stored; undefined where there is no such index. */
export async function ttlOf(records: Collection<StoredDocument>): Promise<number | undefined> {
  const indexes = await records.indexes();
  const seconds: unknown = indexes.find(({ name }) => name === INDEX)?.expireAfterSeconds;
  return typeof seconds === "number" ? seconds : undefined;
}

/** Changes the index. What the server refuses is a warning (requests-cache MON-05). */
export async function changeTtl(
  records: Collection<StoredDocument>,
  ttl: Duration | null,
  overwrite: boolean,
  host: BackendHost,
): Promise<void> {
  const expireAfterSeconds = ttl === null ? undefined : secondsOf(ttl);
  try {
    const there = await ttlOf(records);
    if (there !== undefined && !overwrite) return;
    if (there !== undefined) await records.dropIndex(INDEX);
    if (expireAfterSeconds !== undefined)
      await records.createIndex({ createdAt: 1 }, { name: INDEX, expireAfterSeconds });
  } catch (error) {
    warnOfTtl(host, String(error));
  }
}

/** The most that MongoDB takes. */
const MOST_SECONDS = 2_147_483_647;

function secondsOf(ttl: Duration): number {
  const seconds = Math.ceil(durationMs(ttl, "ttl") / 1_000);
  if (seconds >= 0 && seconds <= MOST_SECONDS) return seconds;
  throw new RcacheError(
    "RCACHE_INVALID_DURATION",
    `ttl: ${JSON.stringify(ttl)} is not a duration of 0 or more`,
    {
      remedy:
        "Give a number of seconds, a text such as '30s', '1h', '7d', an object such as { hours: 1 }, or null.",
    },
  );
}
