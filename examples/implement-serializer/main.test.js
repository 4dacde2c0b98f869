import { describe, it } from "node:test";
import { serializerContract } from "@rcache/testkit";
import { csv } from "./csv.js";

serializerContract({ describe, it }, csv);
