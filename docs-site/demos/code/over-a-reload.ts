import { indexedDbBackend } from "@rcache/backend-indexeddb";
import { createCachedFetch } from "@rcache/fetch";
import { clock, origin, watch } from "demo";

origin.on("/people/*", { json: { name: "Ada" }, delayMs: 400 });

const fetch = watch(
  createCachedFetch({
    backend: indexedDbBackend,
    cacheName: "demo",
    fetch: origin,
    clock,
    expireAfter: "1h",
  }),
);

const response = await fetch("https://api.example.com/people/ada");
console.log(response.cache.kind, "stored", response.cache.createdAt?.toLocaleTimeString());
await fetch.close();
