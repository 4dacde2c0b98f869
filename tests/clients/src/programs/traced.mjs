// Asks twice in each way under a tracer, and prints what was cached, which spans there are, and what the origin saw.
import { createServer, get } from "node:http";

const [, , tracer, order, leaving] = process.argv;
const { installCache, uninstallCache } = await import("@rcache/patch");
const { start, stop, spans } = await import(`./${tracer}.mjs`);
const unhandled = [];
process.on("unhandledRejection", (error) => unhandled.push(error));

const traced = [];
let count = 0;
const origin = createServer((request, response) => {
  count += 1;
  traced.push(request.headers.traceparent !== undefined);
  response.end(String(count));
});
await new Promise((resolve) => origin.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${origin.address().port}`;
const byNode = (path) =>
  new Promise((resolve) =>
    get(url + path, (response) => response.on("data", (text) => resolve(String(text)))),
  );
const byFetch = async (path) => (await fetch(url + path)).text();

if (order === "tracer-first") await start();
installCache({ backend: "memory" });
if (order !== "tracer-first") await start();
const bodies = [await byNode("/a"), await byNode("/a"), await byFetch("/b"), await byFetch("/b")];
if (leaving === "tracer-first") await stop();
uninstallCache();
if (leaving !== "tracer-first") await stop();
const after = [await byNode("/a"), await byFetch("/b")];
console.log(
  JSON.stringify({
    bodies,
    after,
    spans: (await spans()) > 0,
    traced: traced.slice(0, 2),
    unhandled: unhandled.length,
  }),
);
origin.close();
origin.closeAllConnections();
process.exit();
