import type { Backend, FoundRecord, RecordHead, RecordValue, StoredRecord } from "../../contracts/backend.ts";
import type { RecordDocument, RecordFault, Serializer } from "../../contracts/serializer.ts";
import { type Address, type Entry, isBodyRef } from "../../entry/entry.ts";
import { bodyBytes } from "../../entry/entry-body.ts";
import { recordHead } from "../../entry/record-head.ts";
import { revisedEntry } from "../../entry/revised-entry.ts";
import { RcacheError } from "../../errors/rcache-error.ts";
import type { Awaitable, Chunks } from "../../http/messages.ts";
import { andThen } from "../../platform/concurrency/awaitable.ts";
import { withSerializer } from "../with-serializer.ts";

/** A record read from the far tier, ready for the near one. */
export interface NearRecord {
  readonly found: FoundRecord;
  readonly head: RecordHead;
}

/** Turns records of one tier into those of the other. */
export interface TierForms {
  toFar(record: StoredRecord): Awaitable<StoredRecord>;
  toNear(found: FoundRecord): Awaitable<NearRecord | { readonly fault: RecordFault }>;
  /** Whether bodies outside records look the same on both sides. */
  readonly sharesBodies: boolean;
}

type Decoded = { readonly entry: Entry } | { readonly fault: RecordFault };

/** @throws RcacheError `RCACHE_INVALID_BACKEND`, `RCACHE_SERIALIZER_MISMATCH` */
export function tierForms(near: Backend, far: Backend): TierForms {
  const nearSerializer = withSerializer(near, undefined).serializer;
  const farSerializer = withSerializer(far, undefined).serializer;
  if (near.valueKind === far.valueKind) return SAME_FORM;
  return {
    sharesBodies: leavesBodiesAlone(nearSerializer) && leavesBodiesAlone(farSerializer),
    toFar: ({ head, value }) => {
      if (head.serializerId !== (nearSerializer?.id ?? "entry")) throw unreadable(near, head);
      return andThen(decode(nearSerializer, value, head), (decoded) => {
        if ("fault" in decoded) throw unreadable(near, head);
        return andThen(encode(farSerializer, decoded.entry, head), (other) => ({
          head: { ...head, serializerId: farSerializer?.id ?? "entry" },
          value: other,
        }));
      });
    },
    toNear: (found) => {
      if (found.serializerId !== (farSerializer?.id ?? "entry")) return { fault: "foreign" };
      return andThen(decode(farSerializer, found.value, found), (decoded) => {
        if ("fault" in decoded) return decoded;
        const serializerId = nearSerializer?.id ?? "entry";
        return andThen(encode(nearSerializer, decoded.entry, found), (value) => ({
          found: { ...found, serializerId, value },
          head: recordHead(decoded.entry, serializerId, bodyBytes(decoded.entry.body)),
        }));
      });
    },
  };
}

/** The serializer is the engine's affair: the values pass as they are, and nobody here knows what is in them. */
const SAME_FORM: TierForms = {
  sharesBodies: true,
  toFar: (record) => record,
  toNear: (found) => ({ found, head: headOf(found) }),
};

/** What a backend needs to keep a record; the rest is only for inspection, which asks the far tier. */
function headOf(found: FoundRecord): RecordHead {
  const { target, selector, variant, revision, serializerId, removeAtMs, value } = found;
  return {
    target,
    selector,
    variant,
    revision,
    serializerId,
    url: target,
    method: selector,
    status: 200,
    tags: [],
    createdAtMs: 0,
    freshUntilMs: removeAtMs,
    removeAtMs,
    bytes: value instanceof Uint8Array ? value.length : 0,
  };
}

function decode(serializer: Serializer | undefined, value: RecordValue, at: Address): Awaitable<Decoded> {
  // The casts: the form of a backend says which kind of value it holds.
  return serializer ? serializer.decode(value as RecordDocument | Uint8Array, at) : { entry: value as Entry };
}

function encode(serializer: Serializer | undefined, entry: Entry, at: Address): Awaitable<RecordValue> {
  if (serializer) return serializer.encode(entry, at);
  // A plain object says where its body stands without making a copy of one.
  return isBodyRef(entry.body) ? revisedEntry(entry) : entry;
}

function unreadable(near: Backend, { target, selector, serializerId }: RecordHead): RcacheError {
  return new RcacheError(
    "RCACHE_BACKEND_FAILED",
    `${serializerId}: not the form in which ${near.name} keeps ${selector} ${target}`,
    {
      remedy: "Set the serializers on the tiers, not on the cache.",
    },
  );
}

/** Sealing that changes nothing gives back what it was given; anything else makes a stream of its own. */
function leavesBodiesAlone(serializer: Serializer | undefined): boolean {
  if (!serializer) return true;
  const probe = nothing();
  return serializer.body?.seal(probe, "probe") === probe && serializer.body.open(probe, "probe") === probe;
}

async function* nothing(): Chunks {}
