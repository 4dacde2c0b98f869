import type { Awaitable, BackendHost, BodyWriter } from "@rcache/core/backend";
import type { RunningProgram } from "@rcache/testkit";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import type { SqliteBackend } from "../src/sqlite-backend.ts";
import { found, program, record, revision, sqliteTrial, trialBackend } from "./sqlite-trial.ts";

const trial = sqliteTrial();
afterAll(() => trial.end());
const AT = { target: "a", selector: "GET", variant: "-" };
const TURNS = 100;
const HOST: BackendHost = { nowMs: () => trial.clock.nowMs(), report: () => undefined };

/** Another process that has the lock until it is told to `go`. */
async function holder(path: string, lock: "IMMEDIATE" | "EXCLUSIVE" = "IMMEDIATE"): Promise<RunningProgram> {
  const running = await program("hold-the-lock.ts", path, lock);
  expect(await running.line()).toBe("locked");
  return running;
}

/** In how many of so many turns of the event loop `look` was answered. The holder does not let go by itself. */
async function answered(look: () => unknown): Promise<number> {
  let count = 0;
  for (let turn = 0; turn < TURNS; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    count += Number(look() !== undefined);
  }
  return count;
}

/** Whether it is settled now. */
async function isSettled(x: Awaitable<unknown>): Promise<boolean> {
  return await Promise.race([Promise.resolve(x).then(() => true), Promise.resolve(false).then(() => false)]);
}

async function letGo(running: RunningProgram): Promise<void> {
  running.go();
  expect(await running.ended()).toMatchObject({ by: 0 });
}

describe("while another process is writing, the event loop goes on, look-ups are answered, and", () => {
  let writer: BodyWriter | undefined;
  const body = { id: "kept", target: "a", bytes: 3, checksum: "" };
  const calls: Readonly<Record<string, (backend: SqliteBackend) => unknown>> = {
    put: async (backend) => await backend.put(await record("b")),
    remove: (backend) => backend.remove([{ ...AT, target: "c" }]),
    invalidate: (backend) => backend.invalidate("c"),
    sweep: (backend) => backend.sweep(10),
    removeWhere: (backend) => backend.removeWhere?.({ tag: "none" }, 10),
    lease: (backend) => backend.lease?.("a", 1000),
    "bodies.create": (backend) => backend.bodies?.create(AT, "new", 0),
    "bodies.keep": (backend) => backend.bodies?.keep(body, 0),
    "a body's write": () => writer?.write(new Uint8Array(300_000)),
    "a body's commit": () => writer?.commit(),
    "a body's abort": () => writer?.abort(),
  };

  it.each(Object.keys(calls))("%s waits", async (name) => {
    const backend = trial.open(name.replace(/\W/g, "-"), { busyTimeoutMs: 60_000 });
    await backend.put(await record("a"));
    writer = await backend.bodies?.create(AT, "kept", 0);
    const other = await holder(backend.path);
    const waiting = Promise.resolve(calls[name]?.(backend));
    expect(await answered(() => revision(backend, "a"))).toBe(TURNS);
    expect(await isSettled(waiting)).toBe(false);
    await letGo(other);
    await waiting;
  });

  it("what cannot wait is refused at once", async () => {
    const backend = trial.open("at-once", { busyTimeoutMs: 60_000 });
    const other = await holder(backend.path);
    const one = await record("a");
    expect(() => backend.bulkCommit(() => backend.put(one))).toThrow("locked");
    expect(() => backend.vacuum()).toThrow("locked");
    const waiting = backend.put(one);
    expect(() => backend.bulkCommit(() => 1)).toThrow("locked");
    await letGo(other);
    expect(await waiting).toBe("stored");
    expect(backend.bulkCommit(() => 1)).toBe(1);
  });
});

describe("what waits for another process", () => {
  it("happens in the order in which it was asked for, and can be read meanwhile", async () => {
    const backend = trial.open("order", { busyTimeoutMs: 60_000 });
    await backend.put(await record("a"));
    const { epoch = "" } = found(backend, "b");
    const other = await holder(backend.path);
    const all = [
      backend.put(await record("a", { revision: "r2" })),
      backend.invalidate("b"),
      backend.put(await record("b", { revision: "late" }), { epoch }),
      backend.remove([{ ...AT, target: "c" }]),
      backend.put(await record("c")),
    ];
    expect(await answered(() => 1)).toBe(TURNS);
    expect(found(backend, "a").records).toMatchObject([{ revision: "r2" }]);
    expect(revision(backend, "c")).toBe("r1");
    await letGo(other);
    expect(await Promise.all(all)).toEqual(["stored", 0, "conflict", 0, "stored"]);
    expect(["a", "b", "c"].map((target) => revision(backend, target))).toEqual(["r2", undefined, "r1"]);
  });

  it("SQL-05 is rejected after busyTimeoutMs and forgotten; hits go on meanwhile", async () => {
    const backend = trial.open("rejects", { busyTimeoutMs: 50 });
    await backend.put(await record("a"));
    const other = await holder(backend.path);
    await expect(backend.put(await record("b"))).rejects.toThrow("database is locked");
    await expect(backend.invalidate("a")).rejects.toThrow("locked");
    expect(revision(backend, "a")).toBe("r1");
    expect(revision(backend, "b")).toBeUndefined();
    await letGo(other);
    expect(await backend.put(await record("b"))).toBe("stored");
  });

  it("is refused at once with busyTimeoutMs 0", async () => {
    const backend = trial.open("never", { busyTimeoutMs: 0 });
    const other = await holder(backend.path);
    expect(() => backend.invalidate("a")).toThrow("locked");
    await expect(backend.put(await record("a"))).rejects.toThrow("locked");
    await letGo(other);
  });

  it("is at most 64 MiB", async () => {
    const backend = trial.open("overload", { busyTimeoutMs: 60_000 });
    const other = await holder(backend.path);
    const large = await record("a", { body: new Uint8Array(15_000_000) });
    const waiting = [1, 2, 3, 4].map(() => backend.put(large));
    const refused = (): unknown => backend.put(large);
    expect(refused).toThrow(expect.objectContaining({ code: "RCACHE_BACKEND_OVERLOADED" }));
    await letGo(other);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(["stored"]));
    expect(await backend.put(large)).toBe("stored");
  });

  it("is written before close settles", async () => {
    const backend = trial.open("closing", { busyTimeoutMs: 60_000 });
    const other = await holder(backend.path);
    const putting = backend.put(await record("a"));
    const closing = backend.close();
    expect(await answered(() => 1)).toBe(TURNS);
    expect(await isSettled(closing)).toBe(false);
    await letGo(other);
    await closing;
    expect(await putting).toBe("stored");
    expect(revision(trial.open("closing"), "a")).toBe("r1");
  });
});

describe("a file that another process has alone", () => {
  it("is read once it lets go; the event loop goes on", async () => {
    const backend = trial.open("alone", { wal: false, busyTimeoutMs: 60_000 });
    await backend.put(await record("a"));
    const writer = await backend.bodies?.create(AT, "b", 0);
    await writer?.write(new Uint8Array(3));
    await writer?.commit();
    const chunks = await backend.bodies?.open({ id: "b", target: "a", bytes: 3, checksum: "" });
    const other = await holder(backend.path, "EXCLUSIVE");
    const waiting = [
      Promise.resolve(backend.find(AT, "-")),
      Promise.resolve(backend.find(AT)),
      Promise.resolve(backend.stats?.()),
      chunks?.[Symbol.asyncIterator]().next(),
      backend.scan?.({})[Symbol.asyncIterator]().next(),
    ] as const;
    expect(await answered(() => 1)).toBe(TURNS);
    for (const one of waiting) expect(await isSettled(one)).toBe(false);
    await letGo(other);
    const [hit, all, stats, chunk, head] = await Promise.all(waiting);
    expect([hit?.records, all?.records]).toMatchObject([[{ revision: "r1" }], [{ revision: "r1" }]]);
    expect(stats).toMatchObject({ entries: 1 });
    expect(chunk?.value).toHaveLength(3);
    expect(head?.value).toMatchObject({ target: "a" });
  });

  it.each(["that is new", "that is there"])(
    "%s is opened once it lets go; the event loop goes on",
    async (kind) => {
      const isNew = kind === "that is new";
      const path = trial.path(`opening-${isNew}.sqlite`);
      if (!isNew) trial.open("opening-false", { wal: false }).close();
      const other = await holder(path, isNew ? "IMMEDIATE" : "EXCLUSIVE");
      const backend = trialBackend({ path, wal: isNew, busyTimeoutMs: 60_000 });
      const opening = backend.open(HOST);
      expect(await answered(() => 1)).toBe(TURNS);
      expect(await isSettled(opening)).toBe(false);
      await letGo(other);
      await opening;
      expect(await backend.put(await record("a"))).toBe("stored");
      await backend.close();
    },
  );

  it("that is only being written to is opened at once", async () => {
    trial.open("written").close();
    const other = await holder(trial.path("written.sqlite"));
    const backend = trial.open("written", { busyTimeoutMs: 60_000 });
    expect(revision(backend, "a")).toBeUndefined();
    await letGo(other);
  });

  it("RCACHE_BACKEND_UNUSABLE: is not opened where it does not let go within busyTimeoutMs", async () => {
    const path = trial.path("unusable.sqlite");
    const other = await holder(path, "EXCLUSIVE");
    const opening = async (): Promise<void> => await trialBackend({ path, busyTimeoutMs: 50 }).open(HOST);
    await expect(opening()).rejects.toMatchObject({ code: "RCACHE_BACKEND_UNUSABLE" });
    await letGo(other);
  });
});

describe("under the timers of a test", () => {
  afterEach(() => void vi.useRealTimers());

  it("put, flush, clear and sweep end", async () => {
    const backend = trial.open("timers");
    const one = await record("a");
    vi.useFakeTimers();
    expect(await backend.put(one)).toBe("stored");
    await backend.flush();
    await backend.sweep(10);
    await backend.clear();
    expect(revision(backend, "a")).toBeUndefined();
  });
});
