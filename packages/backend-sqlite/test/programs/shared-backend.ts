import { join } from "node:path";
import type { OpenShared } from "@rcache/testkit";
import { sqliteBackend } from "../../src/sqlite-backend.ts";

/** In a directory. */
export const open: OpenShared = ({ cacheName, place }) => sqliteBackend({ path: join(place, cacheName) });
