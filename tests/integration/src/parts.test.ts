import { createHttpCache, type HttpResponse } from "@rcache/core";
import { manualClock } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { read } from "./stage.ts";
import { openStore, STORE_KINDS } from "./stores.ts";

const DIGITS = "0123456789";
const BODIES = [
  ["in one piece", (text: string) => new TextEncoder().encode(text)],
  ["streamed", streamed],
] as const;

describe.each(STORE_KINDS)("parts over %s", (kind) => {
  it.each(BODIES)("§3.4 rule 140: %s, they answer ranges and become a whole", async (_how, bodyOf) => {
    let sends = 0;
    using store = openStore(kind);
    await using cache = createHttpCache({
      backend: store.backend,
      cacheControl: true,
      clock: manualClock(),
      autoClose: true,
    });
    const ask = async (range?: string) => {
      const headers = range === undefined ? [] : [["Range", `bytes=${range}`] as const];
      const answer = await cache.handle({ method: "GET", url: "http://origin.test/", headers }, async () => {
        sends += 1;
        return partOf(range ?? "0-0", bodyOf);
      });
      const got = await read(answer);
      await cache.flush();
      return [got.cache.kind, got.status, got.text];
    };
    expect(await ask("0-4")).toEqual(["miss", 206, "01234"]);
    expect(await ask("1-2")).toEqual(["hit", 206, "12"]);
    expect(await ask("5-9")).toEqual(["miss", 206, "56789"]);
    expect(await ask()).toEqual(["hit", 200, DIGITS]);
    expect(await ask("4-5")).toEqual(["hit", 206, "45"]);
    expect([sends, await cache.count()]).toEqual([2, 1]);
  });
});

function partOf(range: string, bodyOf: (text: string) => HttpResponse["body"]): HttpResponse {
  const [start = 0, end = 0] = range.split("-").map(Number);
  return {
    status: 206,
    url: "http://origin.test/",
    headers: [
      ["Cache-Control", "max-age=60"],
      ["ETag", '"a"'],
      ["Content-Range", `bytes ${range}/10`],
    ],
    body: bodyOf(DIGITS.slice(start, end + 1)),
    coding: "decoded",
  };
}

async function* streamed(text: string) {
  for (const character of text) yield new TextEncoder().encode(character);
}
