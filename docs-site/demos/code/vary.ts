import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { clock, origin, watch } from "demo";

const greetings: Record<string, string> = { en: "Hello", de: "Hallo", fr: "Bonjour" };
origin.on("/greeting", (request) => ({
  text: greetings[request.headers.get("accept-language") ?? "en"] ?? "Hello",
  headers: { vary: "Accept-Language", "cache-control": "max-age=60" },
}));

const fetch = watch(createCachedFetch({ backend: memoryBackend, fetch: origin, clock, cacheControl: true }));

for (const language of ["de", "fr", "de", "fr"]) {
  const response = await fetch("https://api.example.com/greeting", {
    headers: { "accept-language": language },
  });
  console.log(language, await response.text(), response.cache.reason);
}
