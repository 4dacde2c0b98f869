import type { Bytes } from "@rcache/core";
import { formDataBody } from "./form-data-body.ts";
import { isA } from "./platform-kinds.ts";

/** Bodies that have to be read are read up to this many bytes; a larger one is sent as it is, and the request passes the cache by. */
export const READ_LIMIT_BYTES: number = 1_048_576;

/** A body in memory, with the type that fetch would declare for it; or one that is only sent, once or as often as needed. */
export type RequestBody =
  | { readonly bytes: Bytes; readonly type?: string }
  | { readonly unread: BodyInit; readonly isRepeatable: boolean };

/** What `init.body` holds, read where that is possible. Later changes of the caller's buffer do not show. */
export function requestBody(body: unknown): RequestBody | Promise<RequestBody> {
  if (typeof body === "string") return textBody(body, "text/plain;charset=UTF-8");
  if (body instanceof URLSearchParams) {
    return textBody(String(body), "application/x-www-form-urlencoded;charset=UTF-8");
  }
  if (isArrayBuffer(body)) return { bytes: new Uint8Array(body.slice(0)) };
  if (ArrayBuffer.isView(body)) return { bytes: copyOfView(body) };
  if (body instanceof Blob)
    return body.size > READ_LIMIT_BYTES ? { unread: body, isRepeatable: true } : blobBody(body);
  if (body instanceof FormData) return formDataBody(body, READ_LIMIT_BYTES);
  // The cast: what it is, the fetch that is asked with it says.
  if (arrives(body)) return { unread: body as BodyInit, isRepeatable: false };
  return textBody(String(body), "text/plain;charset=UTF-8");
}

function textBody(text: string, type: string): RequestBody {
  return { bytes: new TextEncoder().encode(text), type };
}

function copyOfView(view: ArrayBufferView): Bytes {
  return new Uint8Array(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
}

async function blobBody(blob: Blob): Promise<RequestBody> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return blob.type === "" ? { bytes } : { bytes, type: blob.type };
}

/** Whether it comes in pieces, or is a form or file that another library's fetch knows: streams of the web and of Node, async iterables. */
function arrives(body: unknown): boolean {
  if (typeof body !== "object" || body === null) return false;
  if (body instanceof ReadableStream || Symbol.asyncIterator in body || "pipe" in body) return true;
  return ["ReadableStream", "FormData", "Blob", "File"].some((name) => isA(body, name));
}

function isArrayBuffer(body: unknown): body is ArrayBuffer {
  return body instanceof ArrayBuffer || isA(body, "ArrayBuffer");
}
