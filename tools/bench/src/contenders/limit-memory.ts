import type { Contender } from "../harness/client.ts";
import { fetchClient } from "./fetch-client.ts";
import { keptBody } from "./kept-answer.ts";
import { limitClient } from "./limit-client.ts";

/** The rawest read from memory that still ends in a Response: a Map, and nothing looked at. */
export const limitMemory: Contender = {
  role: "limit",
  async open() {
    const kept = new Map<string, { body: ArrayBuffer; headers: Record<string, string> }>();
    return fetchClient(async (url) => {
      const found = kept.get(url);
      if (found !== undefined) return new Response(found.body, { headers: found.headers });
      const response = await fetch(url);
      const body = await response.arrayBuffer();
      kept.set(url, { body, headers: Object.fromEntries(response.headers) });
      return new Response(body, { headers: response.headers });
    });
  },
};

/** The same without a Response: one copy of the body is all that is made. */
export const limitMemoryBody: Contender = {
  role: "limit",
  async open() {
    const kept = new Map<string, Uint8Array>();
    return limitClient(
      { get: (key) => kept.get(key), set: (key, value) => kept.set(key, value), close: () => undefined },
      keptBody,
    );
  },
};
