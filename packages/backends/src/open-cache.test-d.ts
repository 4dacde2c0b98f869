// Compiled with the package, never run: what must and what must not compile.
import { memoryBackend } from "@rcache/backend-memory";
import { sqliteBackend } from "@rcache/backend-sqlite";
import type { BackendChoice } from "./cache-over.ts";
import { openBackend } from "./open-backend.ts";
import { openCache } from "./open-cache.ts";
import { openSerializer } from "./open-serializer.ts";

export const choices: readonly BackendChoice[] = [
  "sqlite",
  "redis://localhost",
  "sqlite::memory:",
  "file:cache",
  memoryBackend,
  sqliteBackend,
  memoryBackend({ maxEntries: 5 }),
];
openCache();
openCache({ backend: "sqlite", cacheName: "github", expireAfter: "1h", serializer: "json" });
openCache({ backend: sqliteBackend, backendOptions: { busyTimeoutMs: 30_000, useTemp: true } });
void openBackend("mongodb+srv://cluster.example/db", { cacheName: "x", anything: 1 });

// @ts-expect-error an unknown alias
openCache({ backend: "reddis" });
// @ts-expect-error an unknown scheme
openCache({ backend: "postgres://localhost" });
// @ts-expect-error an unknown option
openCache({ expireAftr: 5 });
// @ts-expect-error a bad unit
openCache({ expireAfter: "1 fortnight" });
// @ts-expect-error an unknown serializer
openCache({ serializer: "xml" });
// @ts-expect-error options of the backend are an object
openCache({ backendOptions: "fast" });
// @ts-expect-error a request's option is no setting
openCache({ forceRefresh: true });
// @ts-expect-error an unknown alias
void openBackend("reddis");
// @ts-expect-error a backend is no serializer
void openSerializer("sqlite");
