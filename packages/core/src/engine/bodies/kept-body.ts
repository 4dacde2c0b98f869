import type { Backend } from "../../contracts/backend.ts";
import type { BodyWriter } from "../../contracts/body-store.ts";
import type { Chunks } from "../../http/messages.ts";
import { broken, isObject, isWith } from "../store/kept-promises.ts";

/**
 * What a backend gave of a body outside its record, where it is what the contract says.
 *
 * @throws RcacheError `RCACHE_BACKEND_FAILED`, for the guard to tell
 */
export const keptBody = {
  chunks(chunks: Chunks, { name }: Backend): Chunks {
    if (isObject(chunks) && typeof chunks[Symbol.asyncIterator] === "function") return chunks;
    throw broken(name, "bodies.open", "something that has no chunks");
  },
  nextChunk(result: IteratorResult<Uint8Array>, { name }: Backend): IteratorResult<Uint8Array> {
    const isResult = isObject(result) && (result.done === true || isBytes(result.value));
    if (isResult) return result;
    throw broken(name, "bodies.open", "a chunk that is no bytes");
  },
  writer(writer: BodyWriter, { name }: Backend): BodyWriter {
    if (isObject(writer) && isWith(writer, "write", "commit", "abort")) return writer;
    throw broken(name, "bodies.create", "something that is no writer");
  },
} as const;

// Not `instanceof`: test runners with realms of their own hand over another realm's arrays.
function isBytes(value: unknown): boolean {
  return ArrayBuffer.isView(value) && "BYTES_PER_ELEMENT" in value && value.BYTES_PER_ELEMENT === 1;
}
