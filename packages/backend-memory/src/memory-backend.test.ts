import type { Backend, BodyRef, Found, StoredRecord } from "@rcache/core";
import { type EntryOverrides, entryOf, recordOf } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { type MemoryBackendOptions, memoryBackend } from "./memory-backend.ts";

const NOW_MS = Date.UTC(2026, 0, 1);
const SELECTOR = "GET";

function opened(options?: MemoryBackendOptions): Backend {
  const backend = memoryBackend(options);
  backend.open({ nowMs: () => NOW_MS, report: () => undefined });
  return backend;
}

function record(target: string, overrides: EntryOverrides = {}): Promise<StoredRecord> {
  const entry = entryOf({ ...overrides, address: { target, selector: SELECTOR, ...overrides.address } });
  return recordOf(entry, { form: "entry" });
}

/** The casts of this file: this backend answers at once. */
function found(backend: Backend, target: string, prefer?: string): Found {
  return backend.find({ target, selector: SELECTOR }, prefer) as Found;
}

function names(backend: Backend, ...targets: string[]): string[] {
  return targets.filter((target) => found(backend, target, "-").records.length === 1);
}

function body(id: string, bytes: number): BodyRef {
  return { id, target: "a", bytes, checksum: "c" };
}

async function write(backend: Backend, id: string, ...sizes: number[]): Promise<BodyRef> {
  const at = { target: "a", selector: SELECTOR, variant: "-" };
  const writer = await backend.bodies?.create(at, id, NOW_MS);
  for (const size of sizes) await writer?.write(new Uint8Array(size).fill(7));
  await writer?.commit();
  return body(
    id,
    sizes.reduce((sum, size) => sum + size, 0),
  );
}

describe("memoryBackend", () => {
  it("answers synchronously, and with the same frozen object while nothing changes", async () => {
    const backend = opened();
    backend.put(await record("a"));
    const first = found(backend, "a", "-");
    expect(Object.isFrozen(first)).toBe(true);
    expect(Object.isFrozen(first.records[0])).toBe(true);
    expect(found(backend, "a", "-")).toBe(first);
    backend.put(await record("a", { revision: "r2" }));
    expect(found(backend, "a", "-").records[0]?.revision).toBe("r2");
  });

  it("says that an answer is incomplete from the second variant on, and complete again after", async () => {
    const backend = opened();
    backend.put(await record("a"));
    expect(found(backend, "a", "-").complete).toBe(true);
    backend.put(await record("a", { address: { variant: "v" } }));
    expect(found(backend, "a", "-").complete).toBe(false);
    backend.remove([{ target: "a", selector: SELECTOR, variant: "v" }]);
    expect(found(backend, "a", "-").complete).toBe(true);
  });

  it("refuses a put under an epoch from before clear", async () => {
    const backend = opened();
    const { epoch = "" } = found(backend, "a");
    backend.clear();
    expect(backend.put(await record("a"), { epoch })).toBe("conflict");
    expect(backend.put(await record("a"), { epoch: found(backend, "a").epoch ?? "" })).toBe("stored");
  });

  it("gives the epoch of today with an answer that it gave before", async () => {
    const backend = opened();
    backend.put(await record("a"));
    found(backend, "a", "-");
    // More bumps than are remembered, of other targets: every epoch changes.
    for (let n = 0; n < 20_000; n++) backend.invalidate(`t${n}`);
    const { epoch = "" } = found(backend, "a", "-");
    expect(backend.put(await record("a", { address: { variant: "v" } }), { epoch })).toBe("stored");
  });

  it("fails where it is used before it is opened", async () => {
    expect(() => memoryBackend().find({ target: "a", selector: SELECTOR })).toThrow("before it was opened");
  });
});

describe("maxEntries", () => {
  it("removes the least recently used", async () => {
    const backend = opened({ maxEntries: 3 });
    for (const target of ["a", "b", "c"]) backend.put(await record(target));
    found(backend, "a", "-");
    found(backend, "b");
    backend.put(await record("d"));
    expect(names(backend, "a", "b", "c", "d")).toEqual(["a", "b", "d"]);
    backend.put(await record("a", { revision: "r2" }));
    backend.put(await record("e"));
    expect(names(backend, "a", "b", "d", "e")).toEqual(["a", "d", "e"]);
  });

  it("holds through any order of puts, hits and removals (seed 20260101)", async () => {
    const backend = opened({ maxEntries: 5 });
    let order: string[] = [];
    let seed = 20_260_101;
    for (let step = 0; step < 3000; step++) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      const target = `t${(seed >> 8) % 9}`;
      const there = order.includes(target);
      order = order.filter((one) => one !== target);
      const kind = (seed >> 20) % 4;
      if (kind === 0) {
        backend.put(await record(target));
        order.push(target);
      } else if (kind === 1) backend.remove([{ target, selector: SELECTOR, variant: "-" }]);
      else if (found(backend, target, "-").records.length > 0) order.push(target);
      if (kind > 1) expect(order.includes(target)).toBe(there);
      order = order.slice(-5);
    }
    expect(backend.stats?.()).toMatchObject({ entries: order.length });
    expect(names(backend, ...order)).toEqual(order);
  });
});

describe("maxBytes", () => {
  it("removes the least recently used where bodies need the room", async () => {
    const backend = opened({ maxBytes: 50_000 });
    for (const target of ["a", "b", "c"]) backend.put(await record(target, { body: new Uint8Array(12_000) }));
    found(backend, "a", "-");
    backend.put(await record("d", { body: new Uint8Array(12_000) }));
    expect(names(backend, "a", "b", "c", "d")).toEqual(["a", "c", "d"]);
  });

  it("answers too-large to what can never fit, and removes nothing for it", async () => {
    const backend = opened({ maxBytes: 50_000 });
    backend.put(await record("a"));
    expect(backend.put(await record("b", { body: new Uint8Array(50_000) }))).toBe("too-large");
    expect(names(backend, "a", "b")).toEqual(["a"]);
  });

  it("counts bodies outside their records, and frees them with the record", async () => {
    const backend = opened({ maxBytes: 300_000 });
    backend.put(await record("a", { body: await write(backend, "one", 200_000) }));
    backend.put(await record("b", { body: await write(backend, "two", 200_000) }));
    expect(names(backend, "a", "b")).toEqual(["b"]);
    expect(await backend.bodies?.open(body("one", 200_000))).toBeUndefined();
    expect(await backend.bodies?.open(body("two", 200_000))).toBeDefined();
  });

  it("takes a body that can never fit without keeping it, and answers too-large to its record", async () => {
    const backend = opened({ maxBytes: 300_000 });
    const ref = await write(backend, "huge", ...Array.from({ length: 10 }, () => 100_000));
    expect(backend.put(await record("a", { body: ref }))).toBe("too-large");
    expect(await backend.bodies?.open(ref)).toBeUndefined();
    expect(backend.put(await record("b", { body: new Uint8Array(200_000) }))).toBe("stored");
  });

  it("frees a body that was given up", async () => {
    const backend = opened({ maxBytes: 300_000 });
    const at = { target: "a", selector: SELECTOR, variant: "-" };
    for (let n = 0; n < 5; n++) {
      const writer = await backend.bodies?.create(at, `b${n}`, NOW_MS + 1000);
      await writer?.write(new Uint8Array(200_000));
      await writer?.abort();
    }
    backend.put(await record("a"));
    expect(backend.put(await record("b", { body: await write(backend, "last", 200_000) }))).toBe("stored");
    expect(names(backend, "a", "b")).toEqual(["a", "b"]);
  });
});

describe("bodies", () => {
  it("go with a record to another address", async () => {
    const backend = opened();
    const ref = await write(backend, "moved", 70_000);
    backend.put(await record("a", { body: ref }));
    backend.put(await record("b", { body: ref }));
    backend.remove([{ target: "a", selector: SELECTOR, variant: "-" }]);
    expect(await backend.bodies?.open(ref)).toBeDefined();
    backend.remove([{ target: "b", selector: SELECTOR, variant: "-" }]);
    expect(await backend.bodies?.open(ref)).toBeUndefined();
  });

  it("stay with the record that is replaced by one of the same body", async () => {
    const backend = opened();
    const ref = await write(backend, "same", 70_000);
    backend.put(await record("a", { body: ref }));
    backend.put(await record("a", { body: ref, revision: "r2" }), { revision: "r1" });
    expect(await backend.bodies?.open(ref)).toBeDefined();
  });

  it("refuses an id that is there", async () => {
    const backend = opened();
    await write(backend, "one", 10);
    const at = { target: "a", selector: SELECTOR, variant: "-" };
    expect(() => backend.bodies?.create(at, "one", NOW_MS)).toThrow('"one" exists');
  });

  it("forgets what was being written when everything is cleared", async () => {
    const backend = opened({ maxBytes: 300_000 });
    const at = { target: "a", selector: SELECTOR, variant: "-" };
    const writer = await backend.bodies?.create(at, "late", NOW_MS + 1000);
    backend.clear();
    await writer?.write(new Uint8Array(299_000));
    await writer?.commit();
    expect(await backend.bodies?.open(body("late", 10))).toBeUndefined();
    backend.put(await record("a", { body: new Uint8Array(200_000) }));
    expect(names(backend, "a")).toEqual(["a"]);
  });
});

describe("scan", () => {
  it("meets each address once where records are replaced, added and removed while it walks", async () => {
    const backend = opened();
    const targets = Array.from({ length: 50 }, (_, n) => `t${n}`);
    for (const target of targets) backend.put(await record(target));
    const seen: string[] = [];
    for await (const head of backend.scan?.({}) ?? []) {
      seen.push(head.target);
      // As recreating keys does: each goes away and comes back under another name, and one is only replaced.
      if (head.target !== "t0") backend.remove([head]);
      backend.put(await record(head.target === "t0" ? "t0" : `new-${head.target}`, { revision: "r2" }));
    }
    expect(seen).toEqual(targets);
    expect(backend.stats?.()).toMatchObject({ entries: 50 });
  });
});

describe("leases", () => {
  it("let everybody go on side by side once a holder has found nothing to store", async () => {
    const backend = opened();
    const first = await backend.lease?.("a", 1000);
    expect((await backend.lease?.("a", 1000))?.held).toBe(false);
    if (first?.held) await first.release("not-storable");
    expect((await backend.lease?.("a", 1000))?.held).toBe(true);
    expect((await backend.lease?.("a", 1000))?.held).toBe(true);
  });
});

describe("options", () => {
  it.each([
    [{ maxEntries: 0 }, "memoryBackend.maxEntries: 0 is not"],
    [{ maxEntries: 1.5 }, "1.5"],
    [{ maxBytes: Number.NaN }, "NaN"],
    [{ maxBytes: "1 MB" }, '"1 MB"'],
    [{ cacheName: "" }, 'memoryBackend.cacheName: "" is not'],
  ])("%j is refused with its value", (options, text) => {
    // The cast: what a program without types may give.
    const make = (): Backend => memoryBackend(options as MemoryBackendOptions);
    expect(make).toThrow(text);
    expect(make).toThrow(expect.objectContaining({ code: "RCACHE_INVALID_OPTION" }));
  });

  it.each(["path", "__proto__x", "constructor"])(
    "the unknown %s is refused with the names there are",
    (option) => {
      const make = (): Backend => memoryBackend({ [option]: 1 } as MemoryBackendOptions);
      expect(make).toThrow(expect.objectContaining({ code: "RCACHE_UNKNOWN_OPTION" }));
      expect(make).toThrow(`"memoryBackend.${option}"`);
    },
  );

  it("takes undefined for an option that is not there", () => {
    // The cast: exactOptionalPropertyTypes is the reader's choice.
    expect(memoryBackend({ maxBytes: undefined } as object).name).toBe("memory http_cache");
  });
});
