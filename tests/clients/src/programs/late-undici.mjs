// Loads undici after the cache was installed, in a runtime without one of its own. Prints whether the hook stands before and after, and how often
// the origin had been asked when it answered each of three requests, and one more without the cache.
import { createServer } from "node:http";
import { installCache, isInstalled, uninstallCache } from "@rcache/patch";

let count = 0;
const origin = createServer((_request, response) => response.end(String(++count)));
await new Promise((resolve) => origin.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${origin.address().port}/`;

const { cache } = installCache({ backend: "memory" });
const said = [isInstalled("undici")];
const { request } = await import("undici-7");
const ask = async () => (await request(url)).body.text();
for (let n = 0; n < 3; n += 1) {
  said.push(await ask());
  await cache.flush();
}
said.push(isInstalled("undici"));
uninstallCache();
said.push(await ask());
console.log(said.join(" "));
process.exit();
