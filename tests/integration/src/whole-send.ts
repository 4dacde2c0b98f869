import type { Send } from "@rcache/core";
import { httpSend } from "@rcache/testkit";

/** `httpSend`, with bodies that were read to their end. */
export const wholeSend: Send = async (request, context) => {
  const response = await httpSend(request, context);
  if (response.body === null || response.body instanceof Uint8Array) return response;
  const parts: Uint8Array[] = [];
  for await (const chunk of response.body) parts.push(chunk);
  return { ...response, body: new Uint8Array(Buffer.concat(parts)) };
};
