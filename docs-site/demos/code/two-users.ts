import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { clock, origin, watch } from "demo";

origin.on("/me", (request) => ({ json: { user: request.headers.get("authorization") ?? "nobody" } }));

const fetch = watch(createCachedFetch({ backend: memoryBackend, fetch: origin, clock, expireAfter: "1h" }));

async function me(token?: string): Promise<void> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch("https://api.example.com/me", { headers });
  console.log(response.cache.kind, await response.json());
}

await me("ada");
await me("ada");
await me("bob"); // never Ada's answer
await me(); // logged out: nobody's answer but the public one
await me("ada");

for await (const url of fetch.cache.urls()) console.log("stored:", url);
