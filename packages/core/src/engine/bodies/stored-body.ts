import type { Address, BodyRef, Entry } from "../../entry/entry.ts";
import type { ByteSpan } from "../../http/fields/range.ts";
import type { Awaitable, Chunks, Instant } from "../../http/messages.ts";
import { andThen, quietly } from "../../platform/concurrency/awaitable.ts";
import { later } from "../../platform/concurrency/later.ts";
import type { BackendHandle } from "../store/backend-handle.ts";
import type { BackendGuard } from "../store/guard-backend.ts";
import type { Storage } from "../store/storage.ts";
import { sealable } from "./body-keeping.ts";
import type { BodyReading } from "./read-body.ts";
import type { LargeBody } from "./write-body.ts";

/** Bodies of entries, inside their records and outside. */
export interface StoredBodies {
  /** Whether large bodies can be kept at all. */
  keepsLarge(): boolean;
  /** A body outside its record, or a span of it, verified on the way; undefined where it is gone, and the entry with it. */
  read(ref: BodyRef, entry: Entry, span?: ByteSpan): Awaitable<Chunks | undefined>;
  /** The length of the answer's body; undefined where it is sealed, and parts of it cannot be told. */
  lengthOf(ref: BodyRef): number | undefined;
  /** Begins a body outside its record. It is invisible until `end`, which names it. */
  write(at: Address, id: string, keepUntilMs: Instant): Promise<LargeBody | undefined>;
  /** Keeps a body while its record is replaced. */
  keep(ref: BodyRef, untilMs: Instant): Awaitable<boolean>;
}

/** What reads and writes bodies outside their records. Most answers fit into theirs, so it is loaded with the first that does not. */
const reading = later(() => import("./read-body.ts"));
const writing = later(() => import("./write-body.ts"));

export function storedBodies(handle: BackendHandle, guard: BackendGuard, storage: Storage): StoredBodies {
  return {
    keepsLarge: () => sealable(handle.current()) !== undefined,
    lengthOf: (ref) => (sealable(handle.current())?.sealing.seekable ? ref.bytes : undefined),
    read(ref, { address, revision }, span) {
      const at = { ...address, revision };
      const parts: BodyReading = {
        handle,
        guard,
        onDamage: () => storage.unreadable(at, "corrupt"),
        onFailure: () => storage.discard(at),
      };
      // A module that cannot be loaded is a failure like any other: the origin is asked.
      const loaded = guard.call<typeof import("./read-body.ts") | undefined>(
        "bodies.open",
        reading,
        undefined,
      );
      return andThen(loaded, (module) => module?.readBody(ref, parts, span));
    },
    write: async (at, id, keepUntilMs) =>
      guard.call<LargeBody | undefined>(
        "bodies.create",
        (open) => {
          // What is kept is asked for soon: the first to read it need not wait for the module.
          quietly(reading);
          return andThen(writing(), ({ writeBody }) => writeBody(open, at, id, keepUntilMs));
        },
        undefined,
      ),
    keep: (ref, untilMs) =>
      guard.call("bodies.keep", ({ backend }) => backend.bodies?.keep(ref, untilMs) ?? false, false),
  };
}
