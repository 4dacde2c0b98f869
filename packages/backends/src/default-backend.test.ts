import { memoryBackend } from "@rcache/backend-memory";
import { type CacheEvent, RcacheError } from "@rcache/core";
import type { Backend } from "@rcache/core/backend";
import { describe, expect, it } from "vitest";
import type { BackendFactory, OpenOptions } from "./backend-aliases.ts";
import { openDefaultBackend } from "./default-backend.ts";
import { delegateBackend } from "./delegate-backend.ts";

async function opened(backend: Backend): Promise<readonly CacheEvent[]> {
  const events: CacheEvent[] = [];
  const host = { nowMs: () => 0, report: (event: CacheEvent) => void events.push(event) };
  await backend.open(host);
  await backend.open(host);
  await backend.close();
  return events;
}

const missing = async (): Promise<BackendFactory> => {
  throw new RcacheError("RCACHE_PACKAGE_MISSING", "@rcache/backend-sqlite is not installed", {
    remedy: "Run: npm install @rcache/backend-sqlite",
  });
};

describe("openDefaultBackend", () => {
  it("BE-06 is SQLite where that is installed", async () => {
    const backend = await openDefaultBackend({ useMemory: true });
    expect(backend.name).toMatch(/^sqlite/);
    expect(await opened(await openDefaultBackend({ useMemory: true }))).toEqual([]);
  });

  it("gives SQLite the options, after a look whether it runs", async () => {
    const made: OpenOptions[] = [];
    const factory: BackendFactory = (options) => {
      made.push(options);
      return delegateBackend(memoryBackend(), { name: `made ${made.length}` });
    };
    const backend = await openDefaultBackend({ cacheName: "x", wal: false }, async () => factory);
    expect(backend.name).toBe("made 2");
    expect(made).toEqual([{ useMemory: true }, { cacheName: "x", wal: false }]);
  });

  it("BE-06 is memory with one warning where it is not installed", async () => {
    const backend = await openDefaultBackend({ cacheName: "x", useCacheDir: true, maxEntries: 3 }, missing);
    expect(backend.valueKind).toBe("entry");
    const events = await opened(backend);
    expect(events).toMatchObject([{ kind: "warning", code: "RCACHE_DEFAULT_MEMORY" }]);
    const [warning] = events;
    expect(warning).toHaveProperty("remedy", expect.stringContaining("npm install @rcache/backend-sqlite"));
    expect(warning).toHaveProperty("message", expect.stringContaining("not installed"));
  });

  it("is memory where SQLite's native part cannot be loaded", async () => {
    const broken: BackendFactory = () =>
      delegateBackend(memoryBackend(), {
        open: () => {
          throw new Error("invalid ELF header");
        },
      });
    const [warning] = await opened(await openDefaultBackend({}, async () => broken));
    expect(warning).toHaveProperty("message", expect.stringContaining("invalid ELF header"));
  });

  it("rejects where SQLite runs but its options are wrong", async () => {
    await expect(openDefaultBackend({ walk: true })).rejects.toMatchObject({ code: "RCACHE_UNKNOWN_OPTION" });
  });
});
