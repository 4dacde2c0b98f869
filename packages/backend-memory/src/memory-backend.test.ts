import type { Backend } from "@rcache/core/backend";
import { describe, expect, it } from "vitest";
import { body, found, NOW_MS, names, opened, record, SELECTOR, write } from "../test/memory-trial.ts";
import { memoryBackend } from "./memory-backend.ts";
import type { MemoryBackendOptions } from "./memory-options.ts";

describe("memoryBackend", () => {
  it("answers synchronously, and each time with an object that is the caller's own", async () => {
    const backend = opened();
    backend.put(await record("a"));
    const first = found(backend, "a", "-");
    const before = structuredClone(first);
    Object.assign(first.records[0] ?? {}, { revision: "changed" });
    Object.assign(first, { records: [], epoch: "changed" });
    expect(structuredClone(found(backend, "a", "-"))).toEqual(before);
    expect(Object.isFrozen(found(backend, "a", "-").records[0]?.value)).toBe(true);
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
    expect(() => memoryBackend().find({ target: "a", selector: SELECTOR })).toThrow("RCACHE_CLOSED");
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
