import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { clock, origin, watch } from "demo";

let version = 0;
origin.on("/news", () => {
  version += 1;
  return { json: { version }, headers: { "cache-control": "max-age=10, stale-while-revalidate=60" } };
});

const fetch = watch(createCachedFetch({ backend: memoryBackend, fetch: origin, clock, cacheControl: true }));

await fetch("https://api.example.com/news");
clock.skip(15);
// Expired, and answered at once; the origin is asked behind the caller's back.
const stale = await fetch("https://api.example.com/news");
console.log("the caller got", await stale.json());
await fetch.cache.flush();
const next = await fetch("https://api.example.com/news");
console.log("the next caller gets", await next.json());
