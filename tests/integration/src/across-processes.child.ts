import { sqliteBackend } from "@rcache/backend-sqlite";
import { createHttpCache } from "@rcache/core";
import { httpSend } from "@rcache/testkit";
import { bytesOf } from "./stage.ts";

// Asks for a URL several times at once, over a file that other processes use too, and tells its parent how each was answered.

const [path = "", url = "", count = "1"] = process.argv.slice(2);

const cache = createHttpCache({
  backend: sqliteBackend({ path }),
  singleFlight: "across-processes",
});
await cache.ready();
const asked = Array.from({ length: Number(count) }, async () => {
  const response = await cache.handle({ method: "GET", url, headers: [] }, httpSend);
  return [response.cache.kind, Buffer.from(await bytesOf(response)).toString()];
});
process.send?.({ asking: true });
const answers = (await Promise.allSettled(asked)).map((result) =>
  result.status === "fulfilled" ? result.value : ["rejected", ""],
);
process.send?.({ answers });
await cache.close();
process.disconnect();
