import http from "node:http";
import { createCachedFetch } from "@rcache/fetch";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listening } from "./listening.ts";

const WORDS = ["one ", "two ", "three"];

let asked = 0;
let port = 0;
const server = http.createServer((request, response) => {
  asked += 1;
  request.resume().on("end", () => {
    response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8" });
    for (const content of WORDS) {
      const chunk = { id: "c", object: "chat.completion.chunk", choices: [{ index: 0, delta: { content } }] };
      response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    }
    response.write("data: [DONE]\n\n");
    setImmediate(() => response.end());
  });
});

beforeAll(async () => {
  port = await listening(server);
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe("OpenAI, which stops reading at [DONE]", () => {
  it("streams from the cache the second time", async () => {
    await using cached = createCachedFetch({ backend: "memory", allowableMethods: ["GET", "POST"] });
    const openai = new OpenAI({
      apiKey: "k",
      baseURL: `http://127.0.0.1:${port}/v1`,
      maxRetries: 0,
      fetch: cached,
    });
    for (let call = 0; call < 3; call += 1) {
      const words: string[] = [];
      const stream = await openai.chat.completions.create({
        model: "m",
        messages: [{ role: "user", content: "count" }],
        stream: true,
      });
      for await (const { choices } of stream) words.push(choices[0]?.delta.content ?? "");
      expect(words).toEqual(WORDS);
      await cached.cache.flush();
    }
    expect(asked).toBe(1);
  });
});
