import { describe, expect, it } from "vitest";
import { mapBackend } from "../../../test/map-backend.ts";
import { sampleEntry } from "../../../test/sample-entry.ts";
import type { Backend } from "../../contracts/backend.ts";
import type { BodyStore } from "../../contracts/body-store.ts";
import type { CacheEvent } from "../../contracts/events.ts";
import type { BodyRef } from "../../entry/entry.ts";
import type { Chunks } from "../../http/messages.ts";
import { eventHub } from "../../platform/events/event-hub.ts";
import { backendHandle } from "../store/backend-handle.ts";
import { backendGuard } from "../store/guard-backend.ts";
import { guardedStorage } from "../store/storage.ts";
import { type StoredBodies, storedBodies } from "./stored-body.ts";

interface Setup {
  readonly bodies: StoredBodies;
  readonly kept: Map<string, Uint8Array[]>;
  readonly calls: string[];
  readonly events: CacheEvent[];
}

async function setup(changes: Partial<BodyStore> = {}): Promise<Setup> {
  const kept = new Map<string, Uint8Array[]>();
  const told: CacheEvent[] = [];
  const calls: string[] = [];
  const store: BodyStore = {
    create: (_at, id) => {
      const parts: Uint8Array[] = [];
      return {
        write: (chunk) => void parts.push(new Uint8Array(chunk)),
        commit: () => void kept.set(id, parts),
        abort: () => void calls.push("abort"),
      };
    },
    open: ({ id }) => chunksOf(kept.get(id)),
    keep: ({ id }) => kept.has(id),
    ...changes,
  };
  const clock = { nowMs: () => 0 };
  const events = eventHub((event) => told.push(event));
  const map = mapBackend("map", "bytes", clock.nowMs);
  const backend: Backend = { ...map, bodies: store, remove: () => calls.push("remove") };
  const handle = backendHandle(backend, {
    cacheName: undefined,
    serializer: undefined,
    clock,
    events,
    backendDeadlineMs: Number.POSITIVE_INFINITY,
  });
  const guard = backendGuard(handle, {
    deadlineMs: Number.POSITIVE_INFINITY,
    circuitBreaker: false,
    onBackendError: "bypass",
    elapsedMs: clock.nowMs,
    events,
  });
  await handle.open();
  return { bodies: storedBodies(handle, guard, guardedStorage(guard, events)), kept, calls, events: told };
}

function chunksOf(parts: readonly Uint8Array[] | undefined): Chunks | undefined {
  if (parts === undefined) return undefined;
  return (async function* () {
    yield* parts;
  })();
}

async function write(bodies: StoredBodies, ...parts: readonly string[]): Promise<BodyRef> {
  const writer = await bodies.write(sampleEntry().address, "b1", 1);
  if (writer === undefined) throw new Error("no writer");
  for (const part of parts) await writer.take(new TextEncoder().encode(part));
  return writer.end();
}

async function textOf(chunks: Chunks | undefined): Promise<string> {
  let text = "";
  for await (const chunk of chunks ?? []) text += new TextDecoder().decode(chunk);
  return text;
}

describe("a body outside its record", () => {
  it("is invisible until its end, which names its length and checksum", async () => {
    const { bodies, kept } = await setup();
    const writer = await bodies.write(sampleEntry().address, "b1", 1);
    await writer?.take(new Uint8Array(3));
    expect(kept.size).toBe(0);
    expect(await writer?.end()).toMatchObject({ id: "b1", target: sampleEntry().address.target, bytes: 3 });
    expect(kept.size).toBe(1);
  });

  it("comes back as it was", async () => {
    const { bodies, events } = await setup();
    const ref = await write(bodies, "one ", "two");
    expect(await textOf(await bodies.read(ref, sampleEntry()))).toBe("one two");
    expect([await bodies.keep(ref, 1), await bodies.keep({ ...ref, id: "none" }, 1), events]).toEqual([
      true,
      false,
      [],
    ]);
  });

  it("is read to the length that its reference names, whatever the store has after it", async () => {
    for (const more of [
      (parts: Uint8Array[]) => parts.push(new Uint8Array(5)),
      (parts: Uint8Array[]) => parts.splice(1, 1, new TextEncoder().encode("two and more")),
    ]) {
      const { bodies, kept, events } = await setup();
      const ref = await write(bodies, "one ", "two");
      more(kept.get("b1") ?? []);
      expect(await textOf(await bodies.read(ref, sampleEntry()))).toBe("one two");
      expect(events).toEqual([]);
    }
  });

  it("F5, F6 that is shorter or other than its reference says never ends well, is told of and removed", async () => {
    for (const damage of [(parts: Uint8Array[]) => parts.pop(), (parts: Uint8Array[]) => parts[0]?.fill(0)]) {
      const { bodies, kept, calls, events } = await setup();
      const ref = await write(bodies, "one ", "two");
      damage(kept.get("b1") ?? []);
      await expect(textOf(await bodies.read(ref, sampleEntry()))).rejects.toMatchObject({
        code: "RCACHE_BODY_CORRUPT",
      });
      expect([calls, events.map(({ kind }) => kind)]).toEqual([["remove"], ["record-unreadable"]]);
    }
  });

  it("F8 that is gone is told of and removed, and nothing is read", async () => {
    const { bodies, kept, calls, events } = await setup();
    const ref = await write(bodies, "one");
    kept.clear();
    expect(await bodies.read(ref, sampleEntry())).toBeUndefined();
    expect([calls, events]).toMatchObject([["remove"], [{ kind: "record-unreadable", fault: "corrupt" }]]);
  });

  it("lets go of its source when a reader leaves who has not begun", async () => {
    let returned = false;
    const open = (): Chunks => ({
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ done: true, value: undefined }),
        return: () => {
          returned = true;
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    });
    const { bodies } = await setup({ open });
    const ref = await write(bodies, "one");
    const chunks = await bodies.read(ref, sampleEntry());
    await chunks?.[Symbol.asyncIterator]().return?.();
    expect(returned).toBe(true);
  });

  it("whose writer fails says so at the next chunk or at the end, and is aborted", async () => {
    const { bodies, calls } = await setup({
      create: () => ({
        write: () => Promise.reject(new Error("full")),
        commit: () => undefined,
        abort: () => void calls.push("abort"),
      }),
    });
    const writer = await bodies.write(sampleEntry().address, "b1", 1);
    const attempts = [writer?.take(new Uint8Array(1)), writer?.end()];
    const results = await Promise.allSettled(attempts);
    expect(results.at(-1)).toMatchObject({ status: "rejected" });
    await writer?.abort();
    expect(calls).toEqual(["abort"]);
  });
});
