import http from "node:http";
import Anthropic from "@anthropic-ai/sdk";
import { createCachedFetch } from "@rcache/fetch";
import { installCache } from "@rcache/patch";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listening } from "./listening.ts";

const WORDS = ["one ", "two ", "three"];
const POSTS = { backend: "memory", allowableMethods: ["GET", "POST"] } as const;

/** A server-sent event of each service for each word, and its end mark. */
const EVENTS = {
  "/v1/chat/completions": [
    ...WORDS.map((content) => {
      const choices = [{ index: 0, delta: { content } }];
      return `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", choices })}\n\n`;
    }),
    "data: [DONE]\n\n",
  ],
  "/v1/messages": [
    ...WORDS.map((text) => {
      const delta = { type: "text_delta", text };
      return `event: content_block_delta\ndata: ${JSON.stringify({ type: "content_block_delta", index: 0, delta })}\n\n`;
    }),
    'event: message_stop\ndata: {"type":"message_stop"}\n\n',
  ],
};

let asked = 0;
let base = "";
/** Tells the service that its event has been read, so that the next does not meet it on the wire. */
let onRead = (): void => undefined;
const server = http.createServer(async (request, response) => {
  asked += 1;
  request.resume();
  response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8" });
  // The cast: the SDKs below ask for nothing else.
  for (const event of EVENTS[request.url as keyof typeof EVENTS]) {
    const read = new Promise<void>((resolve) => {
      onRead = resolve;
    });
    response.write(event);
    await read;
  }
  response.end();
});

beforeAll(async () => {
  base = `http://127.0.0.1:${await listening(server)}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

type Fetch = typeof globalThis.fetch;

/** A call of an SDK, which gives the words of its stream. */
const CALLS: readonly (readonly [string, (fetch: Fetch) => Promise<string[]>])[] = [
  [
    "OpenAI, which stops reading at [DONE]",
    async (fetch) => {
      const openai = new OpenAI({ apiKey: "k", baseURL: `${base}/v1`, maxRetries: 0, fetch });
      const words: string[] = [];
      const stream = await openai.chat.completions.create({
        model: "m",
        messages: [{ role: "user", content: "count" }],
        stream: true,
      });
      for await (const { choices } of stream) words.push(choices[0]?.delta.content ?? "");
      return words;
    },
  ],
  [
    "Anthropic",
    async (fetch) => {
      const anthropic = new Anthropic({ apiKey: "k", baseURL: base, maxRetries: 0, fetch });
      const words: string[] = [];
      const stream = await anthropic.messages.create({
        model: "m",
        max_tokens: 9,
        messages: [{ role: "user", content: "count" }],
        stream: true,
      });
      for await (const event of stream) {
        if (event.type === "content_block_delta" && event.delta.type === "text_delta")
          words.push(event.delta.text);
      }
      return words;
    },
  ],
];

/** The same fetch, and the chunks that its caller's SDK reads. */
function watched(fetch: Fetch, chunks: string[]): Fetch {
  return async (...given) => {
    const response = await fetch(...given);
    const note = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        chunks.push(Buffer.from(chunk).toString());
        controller.enqueue(chunk);
        onRead();
      },
    });
    return new Response(response.body?.pipeThrough(note) ?? null, response);
  };
}

describe.each(CALLS)("%s", (_name, call) => {
  it("streams from the cache the second time, in the chunks that the service has sent", async () => {
    await using cached = createCachedFetch(POSTS);
    const before = asked;
    const reads: string[][] = [];
    for (const _ of [1, 2, 3]) {
      const chunks: string[] = [];
      expect(await call(watched(cached, chunks))).toEqual(WORDS);
      reads.push(chunks);
      await cached.cache.flush();
    }
    expect(asked - before).toBe(1);
    expect(reads[0]?.length).toBeGreaterThan(WORDS.length - 1);
    expect(reads[1]?.slice(0, WORDS.length)).toEqual(reads[0]?.slice(0, WORDS.length));
    expect(reads[2]).toEqual(reads[1]);
  });

  it("does so in a patched process", async () => {
    await using installation = installCache(POSTS);
    const before = asked;
    const reads: string[][] = [];
    for (const _ of [1, 2]) {
      const chunks: string[] = [];
      expect(await call(watched(globalThis.fetch, chunks))).toEqual(WORDS);
      reads.push(chunks);
      await installation.cache.flush();
    }
    expect(asked - before).toBe(1);
    expect(reads[1]?.slice(0, WORDS.length)).toEqual(reads[0]?.slice(0, WORDS.length));
  });
});
