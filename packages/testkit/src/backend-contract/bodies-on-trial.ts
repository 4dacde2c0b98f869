import type { Address, Backend, BodyRef, BodyStore, Instant } from "@rcache/core/backend";
import { joined } from "../bytes.ts";
import { check } from "../check.ts";

/** A body to write, in these chunks. */
export interface BodyToWrite {
  readonly address: Address;
  readonly id: string;
  readonly chunks: readonly Uint8Array[];
  readonly keepUntilMs: Instant;
  /** What to do at the end. @default 'commit' */
  readonly end?: "commit" | "abort" | "leave";
}

/** Writes a body as the engine does, one chunk after the other, and gives the reference its record would have. */
export async function writeBody(backend: Backend, body: BodyToWrite): Promise<BodyRef> {
  const writer = await bodiesOf(backend).create(body.address, body.id, body.keepUntilMs);
  for (const chunk of body.chunks) {
    // A chunk of its own, scribbled over once it is taken: the caller reads the same bytes and may do as much.
    const own = chunk.slice();
    await writer.write(own);
    own.fill(0x5f);
  }
  if (body.end === "abort") await writer.abort();
  else if (body.end !== "leave") await writer.commit();
  const bytes = body.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return { id: body.id, target: body.address.target, bytes, checksum: "crc32:00000000" };
}

/** The whole body from a byte on, or undefined where it is not there. */
export async function readBody(
  backend: Backend,
  ref: BodyRef,
  fromByte?: number,
): Promise<Uint8Array | undefined> {
  const chunks = await bodiesOf(backend).open(ref, fromByte);
  if (chunks === undefined) return undefined;
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk.slice());
  return joined(parts);
}

/** Reads it as one who writes to what comes, and takes its buffers away. */
export async function spoilBody(backend: Backend, ref: BodyRef): Promise<void> {
  for await (const chunk of (await bodiesOf(backend).open(ref)) ?? []) {
    chunk.fill(0x5f);
    const { buffer } = chunk;
    // A part of something larger is not to be transferred: with it would go what others hold.
    if (buffer instanceof ArrayBuffer && buffer.byteLength === chunk.byteLength)
      structuredClone(buffer, { transfer: [buffer] });
  }
}

/** Whether a body can be opened. */
export async function bodyIsThere(backend: Backend, ref: BodyRef): Promise<boolean> {
  return (await readBody(backend, ref)) !== undefined;
}

/** The body store, which the proof needs. */
export function bodiesOf(backend: Backend): BodyStore {
  check(backend.bodies !== undefined, "the backend keeps bodies");
  return backend.bodies;
}
