import type { OpenBackend } from "../../backends/with-serializer.ts";
import type { Serializer } from "../../contracts/serializer.ts";
import type { BodyRef } from "../../entry/entry.ts";
import { isRcacheError, RcacheError } from "../../errors/rcache-error.ts";
import type { ByteSpan } from "../../http/fields/range.ts";
import type { Awaitable, Chunks } from "../../http/messages.ts";
import { hasSums } from "../../platform/bytes/body-sums.ts";
import { corruptBody } from "../../platform/bytes/corrupt-body.ts";
import { andThen, quietly } from "../../platform/concurrency/awaitable.ts";
import { PLAIN_BODY } from "../../serializers/plain-body.ts";
import type { BackendHandle } from "../store/backend-handle.ts";
import { asFailure, type BackendGuard } from "../store/guard-backend.ts";
import { sealable } from "./body-keeping.ts";
import { keptBody } from "./kept-body.ts";
import { firstByteFor, verifiedChunks } from "./verified-chunks.ts";

/** What reading a body needs of the store around it. */
export interface BodyReading {
  readonly handle: BackendHandle;
  readonly guard: BackendGuard;
  /** What is stored is not what was stored: told once, and removed. */
  onDamage(): void;
  /** It could not be read, which has been told. */
  onFailure(): void;
}

type Pulled = IteratorResult<Uint8Array> | "failed" | "damaged" | "closed";

/**
 * A body outside its record, or a span of it, verified on the way; undefined where it is gone, and the entry with it, or where the backend fails.
 * Each chunk has the deadline of any other call. What goes wrong in the middle rejects with a code.
 */
export function readBody(ref: BodyRef, reading: BodyReading, span?: ByteSpan): Awaitable<Chunks | undefined> {
  const { guard, onDamage } = reading;
  if (!hasSums(ref)) {
    onDamage();
    return undefined;
  }
  return guard.call<Chunks | undefined>(
    "bodies.open",
    (open) => {
      const kept = sealable(open);
      const opened = kept?.bodies.open(ref, span === undefined ? undefined : firstByteFor(span));
      return andThen(opened, (chunks) => {
        if (chunks !== undefined && kept !== undefined)
          return opening(keptBody.chunks(chunks, open.backend), ref, reading, span, kept.sealing.open);
        onDamage();
        return undefined;
      });
    },
    undefined,
  );
}

/** A body that is read without a cache around the store; what is damaged or fails rejects. */
export function plainBody(chunks: Chunks, ref: BodyRef, serializer: Serializer | undefined): Chunks {
  const sealing = serializer?.body ?? PLAIN_BODY;
  const coded = failingAs(chunks, (cause) => asFailure("bodies.read", cause));
  const verified = verifiedChunks(coded, ref, () => undefined);
  return unsealed(sealing.open(verified, ref.id), () => undefined);
}

function opening(
  chunks: Chunks,
  ref: BodyRef,
  reading: BodyReading,
  span: ByteSpan | undefined,
  unseal: (chunks: Chunks, id: string) => Chunks,
): Chunks {
  const verified = verifiedChunks(guarded(chunks, reading), ref, reading.onDamage, span);
  const opened = unseal(verified, ref.id);
  return opened === verified ? verified : unsealed(opened, reading.onDamage);
}

/** Verified bytes that cannot be opened were not sealed by this serializer. */
function unsealed(opened: Chunks, onDamage: () => void): Chunks {
  return failingAs(opened, (error) => {
    if (isRcacheError(error)) return error;
    onDamage();
    return corruptBody("cannot be opened");
  });
}

function failingAs(chunks: Chunks, as: (error: unknown) => RcacheError): Chunks {
  return {
    [Symbol.asyncIterator]: () => {
      const source = chunks[Symbol.asyncIterator]();
      return {
        async next() {
          try {
            return await source.next();
          } catch (error) {
            throw as(error);
          }
        },
        async return() {
          await source.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

/** The chunks of a store, each within the deadline of a call. */
function guarded(chunks: Chunks, reading: BodyReading): Chunks {
  return {
    [Symbol.asyncIterator]: () => {
      const source = chunks[Symbol.asyncIterator]();
      return {
        next: () => nextChunk(source, reading),
        async return() {
          // What hangs on the way out holds nobody.
          await reading.guard.callOn("bodies.read", () => source.return?.(), undefined);
          return { done: true, value: undefined };
        },
      };
    },
  };
}

async function nextChunk(
  source: AsyncIterator<Uint8Array>,
  { handle, guard, onDamage, onFailure }: BodyReading,
): Promise<IteratorResult<Uint8Array>> {
  let hasThrown = false;
  const pull = async ({ backend }: OpenBackend): Promise<Pulled> => {
    try {
      return keptBody.nextChunk(await source.next(), backend);
    } catch (error) {
      if (handle.isClosed()) return "closed";
      if (isRcacheError(error) && error.code === "RCACHE_BODY_CORRUPT") return "damaged";
      hasThrown = true;
      throw error;
    }
  };
  const result = await guard.callOn<Pulled>("bodies.read", pull, "failed");
  if (typeof result === "object") return result;
  // It may hold something open; where it hangs, nobody waits for it.
  quietly(() => source.return?.());
  if (result === "closed") throw closed();
  if (result === "damaged") {
    onDamage();
    throw corruptBody("has lost some of its bytes");
  }
  // One that is only slow may be whole.
  if (hasThrown) onFailure();
  throw new RcacheError("RCACHE_BACKEND_FAILED", "a stored body could not be read to its end", {
    remedy: "Send the request again. The event backend-failed before this has the backend's own error.",
  });
}

function closed(): RcacheError {
  return new RcacheError("RCACHE_CLOSED", "the cache was closed while a stored body was being read", {
    remedy: "Read bodies to their end before you close the cache.",
  });
}
