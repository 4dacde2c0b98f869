import { serializerContract } from "@rcache/testkit";
import { describe, it } from "vitest";
import { yamlSerializer } from "../src/index.ts";

serializerContract({ describe, it }, yamlSerializer);
