import type { OpenShared } from "@rcache/testkit";
import { gridfsBackend } from "../../src/gridfs-backend.ts";

/** At the URL of a server. */
export const open: OpenShared = ({ cacheName, place }) =>
  gridfsBackend({ cacheName, dbName: "gridfs_processes", url: place });
