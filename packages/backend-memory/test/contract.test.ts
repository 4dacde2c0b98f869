import { backendContract } from "@rcache/testkit";
import { describe, it } from "vitest";
import { memoryBackend } from "../src/memory-backend.ts";

backendContract({ describe, it }, { open: ({ cacheName }) => memoryBackend({ cacheName }) });
