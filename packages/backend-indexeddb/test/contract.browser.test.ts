import { backendContract } from "@rcache/testkit";
import { deleteDB } from "idb";
import { describe, it } from "vitest";
import { indexedDbBackend } from "../src/indexeddb-backend.ts";

backendContract(
  { describe, it },
  {
    open: ({ cacheName }) => indexedDbBackend({ cacheName }),
    destroy: (cacheName) => deleteDB(`rcache ${cacheName}`),
  },
);
