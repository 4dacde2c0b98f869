import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { clock, origin, watch } from "demo";

let version = 1;
origin.on("/catalogue", () => ({
  text: `version ${version}: ${"a long list of things, ".repeat(400)}`,
  headers: { etag: `"v${version}"` },
}));

const fetch = watch(createCachedFetch({ backend: memoryBackend, fetch: origin, clock, expireAfter: "10s" }));

await fetch("https://api.example.com/catalogue");
for (let turn = 0; turn < 3; turn += 1) {
  clock.skip(20);
  await fetch("https://api.example.com/catalogue"); // 304: no body travels
}
version = 2;
clock.skip(20);
await fetch("https://api.example.com/catalogue"); // it did change
