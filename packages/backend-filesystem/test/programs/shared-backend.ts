import type { OpenShared } from "@rcache/testkit";
import { filesystemBackend } from "../../src/filesystem-backend.ts";

/** In a directory. */
export const open: OpenShared = ({ cacheName, place }) => filesystemBackend({ directory: place, cacheName });
