import { type Bytes, type Chunks, chunksAsArrived, type HandledResponse } from "@rcache/core";
import { decodedChunks } from "./decoded-chunks.ts";
import { firstValue } from "./header-lines.ts";

/** Statuses whose responses have no body (Fetch, "null body status"). */
const BODILESS = new Set([101, 103, 204, 205, 304]);

/**
 * The body of an answer as fetch gives it: without content coding. That it fails once its caller aborts is the engine's doing.
 *
 * Asks for `answer.body` once, since that may make a copy.
 */
export function answerBody(answer: HandledResponse): Bytes | Chunks | null {
  if (BODILESS.has(answer.status)) return null;
  const body = answer.body;
  if (body === null) return null;
  const codings = codingsOf(answer);
  return codings === undefined ? body : decodedChunks(chunksAsArrived(body, answer.chunkBytes), codings);
}

/** The text of the body, where it is to be had without the copy that {@link answerBody} makes. */
export function answerText(answer: HandledResponse): string | undefined {
  const isPlain = !BODILESS.has(answer.status) && codingsOf(answer) === undefined;
  return isPlain ? answer.text?.() : undefined;
}

function codingsOf(answer: HandledResponse): string | undefined {
  // Headers are made when they are asked for.
  return answer.coding === "wire" ? firstValue(answer.headers, "content-encoding") : undefined;
}
