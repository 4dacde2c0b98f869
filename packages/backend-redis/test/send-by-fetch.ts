import type { Send } from "@rcache/core";

/** Asks over the network, once. */
export const sendByFetch: Send = async ({ url, method, headers }) => {
  const response = await fetch(url, {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    redirect: "manual",
  });
  const body = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, url, headers: [...response.headers], body, coding: "decoded" };
};
