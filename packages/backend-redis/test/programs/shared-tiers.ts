import { tiered } from "@rcache/core";
import { type OpenShared, referenceBackend } from "@rcache/testkit";
import { redisBackend } from "../../src/redis-backend.ts";

/** A memory of each process's own before the Redis at this URL. */
export const open: OpenShared = ({ cacheName, place }) =>
  tiered(referenceBackend({ valueKind: "entry" }), redisBackend({ cacheName, url: place }));
