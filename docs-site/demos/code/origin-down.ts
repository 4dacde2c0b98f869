import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { clock, origin, watch } from "demo";

let isDown = false;
origin.on("/rates", () => ({ json: { eur: 1.08 }, down: isDown }));

const fetch = watch(
  createCachedFetch({
    backend: memoryBackend,
    fetch: origin,
    clock,
    expireAfter: "10s",
    staleIfError: "1h",
  }),
);

await fetch("https://api.example.com/rates");
isDown = true;
clock.skip(60);
const stale = await fetch("https://api.example.com/rates");
console.log("a minute later:", stale.status, stale.cache.reason);

// Offline: the origin is not even asked.
const offline = await fetch("https://api.example.com/rates", { rcache: { onlyIfCached: true } });
console.log("offline:", offline.status, offline.cache.reason);

clock.skip(7200);
await fetch("https://api.example.com/rates").catch((error) => {
  console.log("two hours later:", error.message);
});
