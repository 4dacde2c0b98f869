import { indexedDbBackend } from "@rcache/backend-indexeddb";
import { createCachedFetch } from "@rcache/fetch";

const fetch = createCachedFetch({ backend: indexedDbBackend, cacheName: "page", expireAfter: "10m" });

document.querySelector("button").addEventListener("click", async () => {
  const response = await fetch("people.json");
  const people = await response.json();
  document.querySelector("output").textContent =
    `${people.length} people, from the cache: ${response.fromCache}`;
});
