// Opens a cache across processes, prints "ready", waits for a line on stdin, asks for a URL and prints how it was answered and with what.
import { once } from "node:events";
import { createHttpCache, type Send } from "@rcache/core";
import { dynamodbBackend } from "../../src/dynamodb-backend.ts";
import { clientConfigOf } from "../client-config.ts";

const [endpoint = "", tableName = "", url = ""] = process.argv.slice(2);
const backend = dynamodbBackend({ tableName, clientConfig: clientConfigOf(endpoint) });
const cache = createHttpCache({
  backend,
  expireAfter: "1h",
  singleFlight: "across-processes",
  backendDeadlineMs: 60_000,
  flightWaitMs: 60_000,
});
await cache.ready();
const send: Send = async (request) => {
  const response = await fetch(request.url);
  const body = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, url: request.url, headers: [], body, coding: "decoded" };
};
process.stdout.write("ready\n");
await once(process.stdin, "data");
const { body } = await cache.handle({ method: "GET", url, headers: [] }, send);
process.stdout.write(`${body instanceof Uint8Array ? new TextDecoder().decode(body) : "no bytes"}\n`);
await cache.flush();
await backend.close();
process.stdin.destroy();
