import { describe, expect, it } from "vitest";
import { body, found, NOW_MS, names, opened, record, SELECTOR, write } from "../test/memory-trial.ts";

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

  it("lets a body push nothing out that is too large itself, in one chunk or in many", async () => {
    const backend = opened({ maxBytes: 1_000_000 });
    const targets = Array.from({ length: 100 }, (_, n) => `t${n}`);
    for (const target of targets) backend.put(await record(target, { body: new Uint8Array(5_000) }));
    for (const sizes of [[950_000], Array.from({ length: 19 }, () => 50_000)]) {
      const ref = await write(backend, `huge ${sizes.length}`, ...sizes);
      expect(backend.put(await record("a", { body: ref }))).toBe("too-large");
    }
    expect(backend.put(await record("b", { body: new Uint8Array(900_000) }))).toBe("too-large");
    expect(names(backend, ...targets)).toEqual(targets);
  });

  it("lets bodies that arrive push nothing out until a record names them, and then no more than they need", async () => {
    const backend = opened({ maxBytes: 1_000_000 });
    for (const target of ["a", "b", "c"])
      backend.put(await record(target, { body: new Uint8Array(250_000) }));
    const ref = await write(backend, "large", 100_000, 300_000);
    expect(names(backend, "a", "b", "c")).toEqual(["a", "b", "c"]);
    expect(backend.put(await record("d", { body: ref }))).toBe("stored");
    expect(names(backend, "a", "b", "c", "d")).toEqual(["b", "c", "d"]);
  });

  it("gives bodies that nobody owns no more room together than one may take", async () => {
    const backend = opened({ maxBytes: 1_000_000 });
    const kept: boolean[] = [];
    for (let n = 0; n < 5; n += 1) {
      const ref = await write(backend, `b${n}`, 200_000);
      kept.push((await backend.bodies?.open(ref)) !== undefined);
    }
    expect(kept).toEqual([true, true, true, false, false]);
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
