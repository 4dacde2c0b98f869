import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { clock, origin, watch } from "demo";

origin.on("/people/*", { json: { name: "Ada", born: 1815 }, delayMs: 400 });

const fetch = watch(createCachedFetch({ backend: memoryBackend, fetch: origin, clock, expireAfter: "1h" }));

const first = await fetch("https://api.example.com/people/ada");
console.log("first:", first.cache.kind, await first.json());

const second = await fetch("https://api.example.com/people/ada");
console.log("second:", second.cache.kind, await second.json());

console.log(String(await fetch.explain("https://api.example.com/people/ada")));
