import type { Awaitable, BodyStore, BodyWriter, Chunks } from "@rcache/core/backend";
import { damagedBytes } from "./damaged-value.ts";
import { type Fault, withFault } from "./fault.ts";

type ChunkFault = "truncate" | "flip";

/** A body store whose n-th call, whichever it is, goes wrong. A writer or a reader then damages every chunk of its body. */
export function faultyBodies(bodies: BodyStore, next: () => Fault | undefined): BodyStore {
  return {
    create(at, id, keepUntilMs) {
      const fault = next();
      const run = (): Awaitable<BodyWriter> => bodies.create(at, id, keepUntilMs);
      if (fault?.fault === "duplicate") return writerThat(run(), (chunk) => [chunk, chunk]);
      return withFault(fault, run, FORGETFUL, (how) =>
        writerThat(run(), (chunk) => [damagedBytes(chunk, how)]),
      );
    },
    open(ref, fromByte) {
      const fault = next();
      const run = (): Awaitable<Chunks | undefined> => bodies.open(ref, fromByte);
      return withFault<Chunks | undefined>(fault, run, undefined, async (how) =>
        damagedChunks(await run(), how),
      );
    },
    keep(ref, untilMs) {
      return withFault(next(), () => bodies.keep(ref, untilMs), true);
    },
  };
}

const FORGETFUL: BodyWriter = { write: () => undefined, commit: () => undefined, abort: () => undefined };

async function writerThat(
  opened: Awaitable<BodyWriter>,
  change: (chunk: Uint8Array) => readonly Uint8Array[],
): Promise<BodyWriter> {
  const writer = await opened;
  return {
    async write(chunk) {
      for (const one of change(chunk)) await writer.write(one);
    },
    commit: () => writer.commit(),
    abort: () => writer.abort(),
  };
}

function damagedChunks(chunks: Chunks | undefined, how: ChunkFault): Chunks | undefined {
  if (chunks === undefined) return undefined;
  return (async function* damaged() {
    for await (const chunk of chunks) yield damagedBytes(chunk, how);
  })();
}
