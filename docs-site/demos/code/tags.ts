import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { clock, origin, watch } from "demo";

const people = ["Ada"];
origin.on("/people", (request) => {
  if (request.method === "POST") people.push("Grace");
  return { json: people };
});
origin.on("/statistics", () => ({ json: { people: people.length } }));

const fetch = watch(
  createCachedFetch({
    backend: memoryBackend,
    fetch: origin,
    clock,
    expireAfter: "1h",
    rules: [{ url: "api.example.com/statistics", tags: ["people"] }],
  }),
);

await fetch("https://api.example.com/people");
await fetch("https://api.example.com/statistics");

// A POST that succeeds makes what is stored under its own URL unusable …
await fetch("https://api.example.com/people", { method: "POST", body: "Grace" });
await fetch("https://api.example.com/people");
// … and nothing else. What else depends on it has a tag.
await fetch("https://api.example.com/statistics");
console.log("removed by tag:", await fetch.cache.delete({ tags: ["people"] }));
await fetch("https://api.example.com/statistics");
