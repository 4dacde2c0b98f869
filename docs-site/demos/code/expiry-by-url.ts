import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { clock, origin, watch } from "demo";

origin.on("*", (request) => ({ json: { path: new URL(request.url).pathname } }));

const fetch = watch(
  createCachedFetch({
    backend: memoryBackend,
    fetch: origin,
    clock,
    urlsExpireAfter: {
      "api.example.com/prices/*": "30s",
      "api.example.com/countries": "30d",
      "api.example.com/session": "do-not-cache",
      "*": "1h",
    },
  }),
);

const paths = ["/prices/7", "/countries", "/session"];
for (const path of paths) await fetch(`https://api.example.com${path}`);
clock.skip(60);
for (const path of paths) await fetch(`https://api.example.com${path}`);
