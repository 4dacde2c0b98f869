import { memoryBackend } from "@rcache/backend-memory";
import { tiered } from "@rcache/core";
import { createCachedFetch } from "@rcache/fetch";
import { clock, origin, watch } from "demo";

origin.on("/people/*", { json: { name: "Ada" } });

// In a service, the far one is Redis. Both processes have a near one of their own.
const far = memoryBackend({ cacheName: "far" });
const service = () =>
  watch(
    createCachedFetch({
      backend: tiered(memoryBackend(), far),
      fetch: origin,
      clock,
      expireAfter: "1h",
    }),
  );
const [one, two] = [service(), service()];

await one("https://api.example.com/people/ada"); // the origin
await two("https://api.example.com/people/ada"); // what the other process has stored
await two("https://api.example.com/people/ada"); // its own memory
