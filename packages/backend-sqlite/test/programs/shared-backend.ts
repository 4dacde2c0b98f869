import { join } from "node:path";
import type { OpenShared } from "@rcache/testkit";
import { trialBackend } from "../sqlite-trial.ts";

/** In a directory. */
export const open: OpenShared = ({ cacheName, place }) => trialBackend({ path: join(place, cacheName) });
