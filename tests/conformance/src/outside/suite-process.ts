// Runs the suite, or some of its tests, in one mode and sends what it found to the process that forked this one. The suite keeps its state in
// its modules, so that one process is good for one run.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { getResults, runTests } from "http-cache-tests/client/runner.mjs";
import handleConfig from "http-cache-tests/server/handle-config.mjs";
import handleState from "http-cache-tests/server/handle-state.mjs";
import handleTest from "http-cache-tests/server/handle-test.mjs";
import { type Handle, testsFor } from "./suite.ts";

const HANDLES: ReadonlyMap<string | undefined, Handle> = new Map([
  ["config", handleConfig],
  ["test", handleTest],
  ["state", handleState],
]);

const [, , given, ...ids] = process.argv;
const mode = given === "shared" ? "shared" : "private";
const tests = testsFor(mode).filter(({ id }) => ids.length === 0 || ids.includes(id));

const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  const [, name, ...path] = new URL(request.url ?? "/", "http://origin.example").pathname.split("/");
  HANDLES.get(name)?.(path, request, response);
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
// The cast: a server that listens on a port has such an address.
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const cached = createCachedFetch({
  backend: memoryBackend(),
  cacheControl: true,
  shared: mode === "shared",
});
const suite = { id: mode, name: mode, tests };
// "In a browser": the suite then adds no fields of its own to keep a browser's cache out of the way.
await runTests([suite], cached, true, origin, tests.length);
process.send?.(getResults());
await cached.close();
server.closeAllConnections();
server.close();
process.disconnect();
