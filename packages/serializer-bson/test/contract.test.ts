import { serializerContract } from "@rcache/testkit";
import { describe, it } from "vitest";
import { bsonSerializer } from "../src/index.ts";

serializerContract({ describe, it }, bsonSerializer);
