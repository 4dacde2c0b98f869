import { type Backend, isRcacheError } from "@rcache/core/backend";
import { announcedMemory, type DefaultMemoryReason } from "./announced-memory.ts";
import type { BackendFactory, OpenOptions } from "./backend-aliases.ts";
import { loadFactory } from "./open-backend.ts";

const OR_MEMORY = "or say backend: 'memory' if that is what you want";

/**
 * What is used where no backend is named: SQLite where its package is installed and runs here, else memory, which says so by one
 * `warning` event (requests-cache: BE-06).
 *
 * @param load gives SQLite's factory; from its package unless a test says otherwise
 */
export async function openDefaultBackend(
  options: OpenOptions,
  load: () => Promise<BackendFactory> = () => loadFactory("sqlite"),
): Promise<Backend> {
  const sqlite = await workingSqlite(load);
  return typeof sqlite === "function" ? sqlite(options) : announcedMemory(options, sqlite);
}

// What SQLite is used through is looked for by the first database only, so one in memory is opened to learn whether it runs here.
async function workingSqlite(
  load: () => Promise<BackendFactory>,
): Promise<BackendFactory | DefaultMemoryReason> {
  try {
    const make = await load();
    const probe = make({ useMemory: true });
    await probe.open({ nowMs: Date.now, report: () => undefined });
    await probe.close();
    return make;
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): DefaultMemoryReason {
  const why = error instanceof Error ? error.message : String(error);
  const remedy = isRcacheError(error) ? error.remedy : "Name another backend";
  return {
    message: `responses are kept in memory only: SQLite does not run here (${why})`,
    remedy: `${remedy}; ${OR_MEMORY}.`,
  };
}
