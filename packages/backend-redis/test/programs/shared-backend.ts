import type { OpenShared } from "@rcache/testkit";
import { redisBackend } from "../../src/redis-backend.ts";

/** At the URL of a server, or at those of the nodes of a cluster with commas between them. */
export const open: OpenShared = ({ cacheName, place }) => {
  const nodes = place.split(",");
  return redisBackend(nodes.length > 1 ? { cluster: nodes, cacheName } : { url: place, cacheName });
};
