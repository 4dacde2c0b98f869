import type { OpenBackend } from "../../backends/with-serializer.ts";
import type { BodyWriter } from "../../contracts/body-store.ts";
import type { Address, BodyRef } from "../../entry/entry.ts";
import type { Awaitable, Chunks, Instant } from "../../http/messages.ts";
import { bodySums } from "../../platform/bytes/body-sums.ts";
import { andThen } from "../../platform/concurrency/awaitable.ts";
import { sealable } from "./body-keeping.ts";
import { keptBody } from "./kept-body.ts";

/** A body being written outside its record. */
export interface LargeBody {
  take(chunk: Uint8Array): Promise<void>;
  end(): Promise<BodyRef>;
  abort(): Promise<void>;
}

/** Begins a body outside its record; undefined where the backend or its serializer keeps none. */
export function writeBody(
  open: OpenBackend,
  at: Address,
  id: string,
  keepUntilMs: Instant,
): Awaitable<LargeBody | undefined> {
  const kept = sealable(open);
  return (
    kept &&
    andThen(kept.bodies.create(at, id, keepUntilMs), (writer) =>
      largeBody(keptBody.writer(writer, open.backend), at, id, kept.sealing.seal),
    )
  );
}

function largeBody(
  writer: BodyWriter,
  at: Address,
  id: string,
  seal: (chunks: Chunks, id: string) => Chunks,
): LargeBody {
  const channel = handOver();
  const checksum = bodySums();
  let length = 0;
  const writing = (async () => {
    for await (const chunk of seal(channel.chunks, id)) {
      checksum.update(chunk);
      length += chunk.length;
      await writer.write(chunk);
    }
  })();
  // Heard again at `take` or `end`; without this a failure in between would count as unhandled.
  writing.catch(() => channel.fail());
  return {
    take: (chunk) => Promise.race([channel.push(chunk), writing]),
    async end() {
      channel.end();
      await writing;
      await writer.commit();
      return { id, target: at.target, bytes: length, checksum: checksum.digest() };
    },
    async abort() {
      channel.end();
      await writing.catch(() => undefined);
      await writer.abort();
    },
  };
}

/** Chunks that one side pushes and the other pulls; a push settles when the chunk has been taken and the next is wanted. */
function handOver(): {
  readonly chunks: Chunks;
  push(chunk: Uint8Array): Promise<void>;
  end(): void;
  fail(): void;
} {
  let waiting: ((chunk: Uint8Array | undefined) => void) | undefined;
  let offered: { readonly chunk: Uint8Array; readonly taken: () => void } | undefined;
  let taken: (() => void) | undefined;
  let ended = false;
  const next = (): Promise<Uint8Array | undefined> => {
    taken?.();
    taken = undefined;
    if (offered !== undefined) {
      const { chunk } = offered;
      taken = offered.taken;
      offered = undefined;
      return Promise.resolve(chunk);
    }
    return ended ? Promise.resolve(undefined) : new Promise((resolve) => (waiting = resolve));
  };
  const end = (): void => {
    ended = true;
    waiting?.(undefined);
    waiting = undefined;
  };
  return {
    end,
    fail() {
      end();
      taken?.();
      offered?.taken();
    },
    push: (chunk) =>
      new Promise((resolve) => {
        if (ended) return resolve();
        if (waiting === undefined) {
          offered = { chunk, taken: resolve };
          return;
        }
        const give = waiting;
        waiting = undefined;
        taken = resolve;
        give(chunk);
      }),
    chunks: (async function* () {
      for (let chunk = await next(); chunk !== undefined; chunk = await next()) yield chunk;
    })(),
  };
}
