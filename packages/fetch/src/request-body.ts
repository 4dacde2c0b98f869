import type { Bytes } from "@rcache/core";
import { formDataBody } from "./form-data-body.ts";
import { isA } from "./platform-kinds.ts";

/** Bodies that have to be read are read up to this many bytes; a larger one is sent as it is, and the request passes the cache by. */
export const READ_LIMIT_BYTES: number = 1_048_576;

/** A body in memory, with the type that fetch would declare for it; or one that can only be sent. */
export type RequestBody = { readonly bytes: Bytes; readonly type?: string } | { readonly streamed: BodyInit };

/** What `init.body` holds, read where that is possible. Later changes of the caller's buffer do not show. */
export function requestBody(body: unknown): RequestBody | Promise<RequestBody> {
  if (typeof body === "string") return textBody(body, "text/plain;charset=UTF-8");
  if (body instanceof URLSearchParams) {
    return textBody(String(body), "application/x-www-form-urlencoded;charset=UTF-8");
  }
  if (isArrayBuffer(body)) return { bytes: new Uint8Array(body.slice(0)) };
  if (ArrayBuffer.isView(body)) return { bytes: copyOfView(body) };
  if (body instanceof Blob) return body.size > READ_LIMIT_BYTES ? { streamed: body } : blobBody(body);
  if (body instanceof FormData) return formDataBody(body, READ_LIMIT_BYTES);
  // A stream, or what the wrapped fetch may know better: another library's form or stream.
  // The cast: what it is, the fetch that is asked with it says.
  if (typeof body === "object" && body !== null) return { streamed: body as BodyInit };
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

function isArrayBuffer(body: unknown): body is ArrayBuffer {
  return body instanceof ArrayBuffer || isA(body, "ArrayBuffer");
}
