import { describe, expect, it } from "vitest";
import { type SqliteBackend, sqliteBackend } from "./sqlite-backend.ts";
import type { SqliteBackendOptions } from "./sqlite-options.ts";

function failure(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("options", () => {
  it.each([
    [{ path: "" }, 'sqliteBackend.path: "" is not'],
    [{ path: "a\0b" }, "sqliteBackend.path"],
    [{ cacheName: 7 }, "sqliteBackend.cacheName: 7"],
    [{ wal: "yes" }, 'sqliteBackend.wal: "yes"'],
    [{ busyTimeoutMs: -1 }, "sqliteBackend.busyTimeoutMs: -1"],
    [{ busyTimeoutMs: 1.5 }, "1.5"],
    [{ busyTimeoutMs: 2 ** 31 }, "2147483648"],
    [{ maxBytes: 0 }, "sqliteBackend.maxBytes: 0"],
    [{ maxBytes: Number.NaN }, "NaN"],
  ])("%j is refused with its value", (options, text) => {
    // The cast: what a program without types may give.
    const error = failure(() => sqliteBackend(options as SqliteBackendOptions));
    expect(error).toMatchObject({ code: "RCACHE_INVALID_OPTION", message: expect.stringContaining(text) });
  });

  it.each(["maxEntries", "constructor"])("the unknown %s is refused", (option) => {
    const error = failure(() => sqliteBackend({ [option]: 1 } as SqliteBackendOptions));
    expect(error).toMatchObject({ code: "RCACHE_UNKNOWN_OPTION", message: expect.stringContaining(option) });
  });
});

describe("a backend that is not open", () => {
  const at = { target: "a", selector: "GET" };
  const calls: readonly (readonly [string, (backend: SqliteBackend) => unknown])[] = [
    ["find", (backend) => backend.find(at)],
    ["remove", (backend) => backend.remove([{ ...at, variant: "-" }])],
    ["stats", (backend) => backend.stats?.()],
    ["vacuum", (backend) => backend.vacuum()],
    ["bulkCommit", (backend) => backend.bulkCommit(() => 1)],
    ["a lease", (backend) => backend.lease?.("a", 1)],
    ["a body", (backend) => backend.bodies?.create({ ...at, variant: "-" }, "b", 0)],
  ];

  it.each(calls)("answers %s with an error before open and after close", (_, call) => {
    const backend = sqliteBackend({ useMemory: true });
    expect(failure(() => call(backend))).toMatchObject({ code: "RCACHE_CLOSED" });
    backend.open({ nowMs: () => 0, report: () => undefined });
    backend.close();
    backend.close();
    expect(failure(() => call(backend))).toMatchObject({ code: "RCACHE_CLOSED" });
  });

  it("has nothing to flush or to close", () => {
    const backend = sqliteBackend({ useMemory: true });
    expect(backend.flush()).toBeUndefined();
    expect(backend.close()).toBeUndefined();
  });
});
