import http from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openReader, READER_KINDS } from "./chunk-readers.ts";
import { type Gate, gate, settled } from "./gate.ts";
import { openStore, STORE_KINDS } from "./stores.ts";

/** A language model's words, cut where no word and no line ends. */
const CHUNKS = ['{"word":"one"}\n', '{"word":"two"}\n{"wo', 'rd":"thr', 'ee"}\n', "\n"];

let asked = 0;
let read: Gate = gate();
/** The origin sends a chunk when its reader has had the one before: on the wire, none meets another. */
const origin = http.createServer(async ({ url }, response) => {
  asked += 1;
  if (url === "/length") response.setHeader("Content-Length", CHUNKS.join("").length);
  response.setHeader("Content-Type", "application/x-ndjson");
  for (const chunk of CHUNKS) {
    read = gate();
    response.write(chunk);
    await read.opened;
  }
  response.end();
});
let base = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
  const address = origin.address();
  base = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});

afterAll(() => {
  origin.closeAllConnections();
  origin.close();
});

/** A reader who takes his time: whatever is ready meanwhile waits for him together. */
async function onChunk(): Promise<void> {
  read.open();
  await settled();
}

describe.each(READER_KINDS)("a stream that is read through %s", (kind) => {
  it.each(STORE_KINDS)("comes from %s in the chunks in which the origin sent it", async (store) => {
    using opened = openStore(store);
    await using reader = openReader(kind, opened.backend);
    const before = asked;
    expect((await reader.read(`${base}/stream`, onChunk)).chunks).toEqual(CHUNKS);
    await reader.cache.flush();
    for (const _ of [1, 2])
      expect(await reader.read(`${base}/stream`, onChunk)).toEqual({ chunks: CHUNKS, fromCache: true });
    expect(asked - before).toBe(1);
  });

  it.each(["memory", "sqlite"] as const)(
    "comes so from %s where its body stands outside its record",
    async (store) => {
      using opened = openStore(store);
      await using reader = openReader(kind, opened.backend, 8);
      await reader.read(`${base}/stream`, onChunk);
      await reader.cache.flush();
      expect(await reader.read(`${base}/stream`, onChunk)).toEqual({ chunks: CHUNKS, fromCache: true });
    },
  );
});

describe("a body whose length the origin has named", () => {
  it("comes as one chunk, and costs its hits nothing", async () => {
    using opened = openStore("sqlite");
    await using reader = openReader("fetch, by its reader", opened.backend);
    await reader.read(`${base}/length`, onChunk);
    await reader.cache.flush();
    expect(await reader.read(`${base}/length`, onChunk)).toEqual({
      chunks: [CHUNKS.join("")],
      fromCache: true,
    });
  });
});
