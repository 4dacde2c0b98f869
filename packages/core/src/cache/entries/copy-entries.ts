import { type OpenBackend, withSerializer } from "../../backends/with-serializer.ts";
import type { Backend, RecordHead } from "../../contracts/backend.ts";
import { plainBody } from "../../engine/bodies/read-body.ts";
import type { Engine } from "../../engine/session/engine.ts";
import { inlineLimit } from "../../engine/session/inline-limit.ts";
import type { Session } from "../../engine/session/session.ts";
import { openOnce } from "../../engine/store/backend-handle.ts";
import { asFailure } from "../../engine/store/guard-backend.ts";
import type { BodyRef } from "../../entry/entry.ts";
import { type Entry, isBodyRef } from "../../entry/entry.ts";
import { inlineBytes } from "../../entry/entry-body.ts";
import { recordHead } from "../../entry/record-head.ts";
import { revisedEntry } from "../../entry/revised-entry.ts";
import { isRcacheError, RcacheError } from "../../errors/rcache-error.ts";
import type { Chunks } from "../../http/messages.ts";
import { gathered } from "../../platform/bytes/gathered.ts";
import { invalidOption } from "../../settings/check-options.ts";
import { DEFAULTS } from "../../settings/defaults.ts";
import { asked } from "../cache-life.ts";
import type { HttpCache } from "../http-cache.ts";
import { openBackend, unsupported } from "../open-backend.ts";
import { sessionBehind } from "../session-behind.ts";
import { entryOf } from "./scan-entries.ts";

/** How long a body that is being copied is safe from being swept. */
const WRITING_MS = 60 * 60 * 1_000;

/**
 * Copies every entry of another cache or backend (requests-cache CAC-14), bodies outside their records too.
 *
 * @throws RcacheError `RCACHE_UNSUPPORTED` where the other cannot be read through
 */
export async function copyEntries(session: Session, from: HttpCache | Backend): Promise<number> {
  const source = await openSource(session, from);
  const { scan } = source.backend;
  if (scan === undefined) throw unsupported(source.backend, "scan", "copyFrom");
  let copied = 0;
  for await (const { value, ...head } of scan.call(source.backend, { values: true })) {
    const entry = value === undefined ? undefined : await entryOf(value, head, source.serializer);
    if (entry !== undefined && (await copyEntry(session, source, head, entry))) copied += 1;
  }
  return copied;
}

async function openSource(session: Session, from: HttpCache | Backend): Promise<OpenBackend> {
  if (typeof from !== "object" || from === null)
    throw invalidOption("copyFrom", from, "a cache or a backend");
  if (!("scan" in from || "valueKind" in from)) {
    const known = sessionBehind(from);
    if (known !== undefined) return openBackend(known);
    throw new RcacheError(
      "RCACHE_UNSUPPORTED",
      "copyFrom: the cache was made by another copy of @rcache/core",
      {
        remedy: "Pass its backend instead.",
      },
    );
  }
  const { clock, events } = session.engine;
  const source = withSerializer(from, undefined, DEFAULTS.cacheName);
  await openOnce(from, { nowMs: () => clock.nowMs(), report: events.emit });
  return source;
}

async function copyEntry(
  session: Session,
  source: OpenBackend,
  head: RecordHead,
  entry: Entry,
): Promise<boolean> {
  const { serializer } = await openBackend(session);
  const body = await placedBody(session, source, head, entry);
  if (body === undefined) return false;
  const copy = revisedEntry(entry, { revision: session.engine.nextRevision(), body });
  const value = serializer === undefined ? copy : await serializer.encode(copy, copy.address);
  const record = { head: recordHead(copy, serializer?.id ?? "entry", head.bytes), value };
  return (await asked(session, "put", (backend) => backend.put(record))) === "stored";
}

/** The body as this cache keeps bodies of its length; undefined where it is damaged, or too large to be kept here. */
async function placedBody(
  { engine }: Session,
  source: OpenBackend,
  head: RecordHead,
  { body }: Entry,
): Promise<Entry["body"] | undefined> {
  const keepsLarge = engine.bodies.keepsLarge();
  if (!isBodyRef(body)) {
    const bytes = inlineBytes(body) ?? null;
    const staysInline = bytes === null || bytes.length <= inlineLimit(engine) || !keepsLarge;
    return staysInline ? body : writtenOutside(engine, head, once(bytes));
  }
  const chunks = await source.backend.bodies?.open(body);
  if (chunks === undefined) return undefined;
  const plain = plainBody(chunks, body, source.serializer);
  if (keepsLarge) return writtenOutside(engine, head, plain);
  const most = engine.handle.current()?.backend.maxValueBytes ?? 0;
  return body.bytes > most ? undefined : whenIntact(() => gathered(plain));
}

async function writtenOutside(
  engine: Engine,
  head: RecordHead,
  chunks: Chunks,
): Promise<BodyRef | undefined> {
  const untilMs = engine.clock.nowMs() + WRITING_MS;
  const writer = await engine.bodies.write(head, engine.nextRevision(), untilMs);
  if (writer === undefined) return undefined;
  return whenIntact(async () => {
    try {
      for await (const chunk of chunks) await writer.take(chunk);
      return await writer.end();
    } catch (error) {
      await writer.abort();
      throw error;
    }
  });
}

/** undefined where a body turns out to be damaged: it is not worth the rest of the copy. */
async function whenIntact<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isRcacheError(error) && error.code === "RCACHE_BODY_CORRUPT") return undefined;
    throw asFailure("copyFrom", error);
  }
}

async function* once(bytes: Uint8Array): Chunks {
  yield bytes;
}
