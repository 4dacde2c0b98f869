import type { OpenShared } from "@rcache/testkit";
import { mongodbBackend } from "../../src/mongodb-backend.ts";

/** At the URL of a server. */
export const open: OpenShared = ({ cacheName, place }) =>
  mongodbBackend({ cacheName, dbName: "processes", url: place });
