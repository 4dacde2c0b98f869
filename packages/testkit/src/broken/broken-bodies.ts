import type { Backend, BodyRef, BodyStore, Chunks } from "@rcache/core/backend";
import { type BrokenBackend, broken } from "./broken.ts";

/** D1–D8, B23. */
export const brokenBodies: readonly BrokenBackend[] = [
  withBodies("D1", "begins at the first byte wherever it is told to begin", (bodies) => ({
    open: (ref) => bodies.open(ref),
  })),
  withBodies("D2", "shows bytes that are not committed", (bodies) => {
    const pending = new Map<string, Uint8Array[]>();
    return {
      create: async (at, id, keepUntilMs) => {
        const writer = await bodies.create(at, id, keepUntilMs);
        const chunks: Uint8Array[] = [];
        pending.set(id, chunks);
        return {
          ...writer,
          write: async (chunk) => {
            chunks.push(chunk.slice());
            await writer.write(chunk);
          },
          commit: async () => {
            pending.delete(id);
            await writer.commit();
          },
          abort: async () => {
            pending.delete(id);
            await writer.abort();
          },
        };
      },
      open: async (ref, fromByte) => {
        const length = pending.get(ref.id)?.reduce((sum, chunk) => sum + chunk.length, 0) ?? 0;
        return (
          (await bodies.open(ref, fromByte)) ?? (length > 0 && length >= ref.bytes ? nothing() : undefined)
        );
      },
    };
  }),
  withBodies("D3", "keeps what an aborted body had so far", (bodies) => ({
    create: async (at, id, keepUntilMs) => {
      const writer = await bodies.create(at, id, keepUntilMs);
      return { ...writer, abort: () => writer.commit() };
    },
  })),
  withBodies("D4", "opens a body that is longer than its reference says", (bodies) => {
    const lengths = new Map<string, number>();
    return {
      create: async (at, id, keepUntilMs) => {
        const writer = await bodies.create(at, id, keepUntilMs);
        let length = 0;
        return {
          write: (chunk) => {
            length += chunk.length;
            return writer.write(chunk);
          },
          commit: () => {
            lengths.set(id, length);
            return writer.commit();
          },
          abort: () => writer.abort(),
        };
      },
      open: (ref, fromByte) =>
        bodies.open({ ...ref, bytes: Math.max(ref.bytes, lengths.get(ref.id) ?? 0) }, fromByte),
    };
  }),
  withBodies("D5", "looks the body up again for every chunk", (bodies) => ({
    open: async (ref, fromByte = 0) =>
      (await bodies.open(ref)) === undefined ? undefined : lookedUpAgain(bodies, ref, fromByte),
  })),
  withBodies("D6", "says that it keeps a body, and does not", (bodies) => ({
    keep: (ref) => bodies.keep(ref, 0),
  })),
  withBodies("D7", "hands out the chunks that it keeps", (bodies) => {
    const kept = new Map<string, Uint8Array[]>();
    return {
      open: async (ref, fromByte) => {
        const chunks = await bodies.open(ref, fromByte);
        if (chunks === undefined || fromByte !== undefined) return chunks;
        const known = kept.get(ref.id);
        return known === undefined ? remembering(chunks, ref.id, kept) : each(known);
      },
    };
  }),
  losingBytes("D8", "tells only a reader that a piece of a body is lost"),
  broken("B23", "finds records without their references to bodies", (whole) => ({
    find: async (at, prefer) => {
      const found = await whole.find(at, prefer);
      return { ...found, records: found.records.map(({ body: _, ...record }) => record) };
    },
  })),
  broken("B23", "scans records without their references to bodies", (whole) => ({
    scan: async function* (filter) {
      for await (const { body: _, ...head } of whole.scan(filter)) yield head;
    },
  })),
];

function withBodies(
  promise: string,
  fault: string,
  replace: (bodies: BodyStore) => Partial<BodyStore>,
): BrokenBackend {
  return broken(
    promise,
    fault,
    ({ bodies }): Partial<Backend> => ({ bodies: { ...bodies, ...replace(bodies) } }),
  );
}

/** Its bodies can lose what comes after a byte, as a file that was cut, and are opened all the same. */
function losingBytes(promise: string, fault: string): BrokenBackend {
  const left = new Map<string, number>();
  const losing = withBodies(promise, fault, (bodies) => ({
    open: async (ref, fromByte = 0) => {
      const chunks = await bodies.open(ref, fromByte);
      const bytes = left.get(ref.id);
      return chunks === undefined || bytes === undefined ? chunks : cutOff(chunks, bytes - fromByte);
    },
  }));
  return { ...losing, loseBytes: (_, ref, byte) => left.set(ref.id, byte) };
}

async function* cutOff(chunks: Chunks, bytes: number): Chunks {
  let rest = bytes;
  for await (const chunk of chunks) {
    if (rest > 0) yield chunk.subarray(0, rest);
    rest -= chunk.length;
  }
}

async function* nothing(): Chunks {}

async function* each(chunks: readonly Uint8Array[]): Chunks {
  yield* chunks;
}

async function* remembering(chunks: Chunks, id: string, kept: Map<string, Uint8Array[]>): Chunks {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) {
    all.push(chunk);
    yield chunk;
  }
  kept.set(id, all);
}

async function* lookedUpAgain(bodies: BodyStore, ref: BodyRef, fromByte: number): Chunks {
  for (let offset = fromByte; offset < ref.bytes; ) {
    const next = await (await bodies.open(ref, offset))?.[Symbol.asyncIterator]().next();
    if (next === undefined || next.done === true) return;
    offset += next.value.length;
    yield next.value;
  }
}
