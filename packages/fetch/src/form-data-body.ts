import type { Bytes } from "@rcache/core";
import type { RequestBody } from "./request-body.ts";

const STABLE = "----rcache-form-boundary";

/**
 * A form as the platform writes it, but with a boundary that does not change from one call to the next: the bytes are part of a key,
 * and the platform's random boundary would make each of them another request.
 */
export async function formDataBody(form: FormData, limitBytes: number): Promise<RequestBody> {
  if (fileBytes(form) > limitBytes) return { unread: form, isRepeatable: true };
  const written = new Response(form);
  const type = written.headers.get("content-type") ?? "";
  const boundary = /boundary=([^;]+)/.exec(type)?.[1];
  const bytes: Bytes = new Uint8Array(await written.arrayBuffer());
  if (boundary === undefined) return { bytes, type };
  const pieces = latin1(bytes).split(boundary);
  const stable = boundaryNotIn(pieces);
  return { bytes: fromLatin1(pieces.join(stable)), type: `multipart/form-data; boundary=${stable}` };
}

function fileBytes(form: FormData): number {
  let total = 0;
  for (const [, value] of form) total += typeof value === "string" ? value.length : value.size;
  return total;
}

function boundaryNotIn(pieces: readonly string[]): string {
  let boundary = STABLE;
  for (let tried = 1; pieces.some((piece) => piece.includes(boundary)); tried++)
    boundary = `${STABLE}-${tried}`;
  return boundary;
}

/** One character a byte. `TextDecoder`'s latin1 is windows-1252, which is not that. */
function latin1(bytes: Bytes): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8_192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return text;
}

function fromLatin1(text: string): Bytes {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
