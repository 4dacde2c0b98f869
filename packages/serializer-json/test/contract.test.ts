import { serializerContract } from "@rcache/testkit";
import { describe, it } from "vitest";
import { jsonSerializer } from "../src/index.ts";

serializerContract({ describe, it }, jsonSerializer);
