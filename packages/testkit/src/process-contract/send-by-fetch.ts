import type { Send } from "@rcache/core";

/** Asks by the runtime's own `fetch`, and gives the whole body. */
export const sendByFetch: Send = async ({ url }) => {
  const response = await fetch(url);
  const body = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, url, headers: [], body, coding: "decoded" };
};
