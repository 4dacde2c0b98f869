import { describe, expect, it } from "vitest";
import { chunksOf, handledResponse, textBytes } from "../test/handled-response.ts";
import { answerBody } from "./answer-body.ts";
import { readChunks } from "./body-chunks.ts";

describe("answerBody", () => {
  it("gives bytes in memory as they are, signal or not", () => {
    const body = textBytes("a");
    expect(answerBody(handledResponse({ body }), new AbortController().signal)).toBe(body);
  });

  it("fails at once where the signal has fired before the body is read", async () => {
    const body = chunks(answerBody(handledResponse({ body: chunksOf("a") }), AbortSignal.abort("gone")));
    await expect(readChunks(body)).rejects.toBe("gone");
  });

  it("stops the source when the signal fires, and listens no longer once the body has ended", async () => {
    const controller = new AbortController();
    const { signal, counts } = countedSignal(controller.signal);
    const stopped: string[] = [];
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<IteratorResult<Uint8Array>>(() => undefined),
        return: async () => {
          stopped.push("stopped");
          return { done: true as const, value: undefined };
        },
      }),
    };
    const reading = readChunks(chunks(answerBody(handledResponse({ body: source }), signal)));
    controller.abort("enough");
    await expect(reading).rejects.toBe("enough");
    expect(stopped).toEqual(["stopped"]);
    expect(counts.added).toBe(counts.removed);
  });

  it("listens no longer where the body ends or is left early", async () => {
    const { signal, counts } = countedSignal(new AbortController().signal);
    await readChunks(chunks(answerBody(handledResponse({ body: chunksOf("a", "b") }), signal)));
    for await (const _ of chunks(answerBody(handledResponse({ body: chunksOf("a", "b") }), signal))) break;
    expect(counts).toEqual({ added: 2, removed: 2 });
  });
});

function chunks(body: ReturnType<typeof answerBody>): AsyncIterable<Uint8Array> {
  if (body === null || body instanceof Uint8Array) throw new Error("chunks were expected");
  return body;
}

function countedSignal(signal: AbortSignal): {
  signal: AbortSignal;
  counts: { added: number; removed: number };
} {
  const counts = { added: 0, removed: 0 };
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: EventListenerOrEventListenerObject) => {
    counts.added += 1;
    add(type, listener);
  };
  signal.removeEventListener = (type: string, listener: EventListenerOrEventListenerObject) => {
    counts.removed += 1;
    remove(type, listener);
  };
  return { signal, counts };
}
