import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { clock, origin, watch } from "demo";

origin.on("/report", { json: { total: 42 }, delayMs: 300 });

async function stampede(singleFlight: boolean): Promise<void> {
  const fetch = watch(
    createCachedFetch({ backend: memoryBackend, fetch: origin, clock, singleFlight, expireAfter: "1m" }),
  );
  console.log(`singleFlight: ${singleFlight}`);
  const callers = Array.from({ length: 5 }, () => fetch("https://api.example.com/report"));
  await Promise.all(callers);
}

await stampede(true);
await stampede(false);
