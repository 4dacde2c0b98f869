// Invalidates a target in a process of its own, and prints how many records went.
import { dynamodbBackend } from "../../src/dynamodb-backend.ts";
import { clientConfigOf } from "../client-config.ts";

const [endpoint = "", tableName = "", target = ""] = process.argv.slice(2);
const backend = dynamodbBackend({ tableName, clientConfig: clientConfigOf(endpoint) });
await backend.open({ nowMs: () => Date.now(), report: () => undefined });
process.stdout.write(`${await backend.invalidate(target)}\n`);
await backend.close();
