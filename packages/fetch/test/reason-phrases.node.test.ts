import { describe, expect, it } from "vitest";
import { createCachedFetch } from "../src/index.ts";
import { type RawOrigin, rawOrigin } from "./raw-origin.ts";

/** Whatever a status line may carry: every byte that is none of its end, and text in UTF-8. */
const PHRASES: readonly Uint8Array[] = [
  ...["成功", "Très bien", "", "OK ", "\ufeffOK"].map((text) => new TextEncoder().encode(text)),
  ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(0x61, byte, 0x62)),
].filter((phrase) => !(phrase.includes(10) || phrase.includes(13)));

const READERS = {
  text: (response: Response) => response.text(),
  blob: async (response: Response) => (await response.blob()).text(),
  body: (response: Response) => new Response(response.body).text(),
  clone: (response: Response) => response.clone().text(),
} as const;

function phraseOrigin(): Promise<RawOrigin> {
  return rawOrigin((path) =>
    Buffer.concat([
      Buffer.from("HTTP/1.1 200 "),
      PHRASES[Number(path.slice(1))] ?? Buffer.from("?"),
      Buffer.from("\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"),
    ]),
  );
}

describe.each([true, false])("a reason phrase, lazyResponse: %s", (lazyResponse) => {
  it("is what fetch shows, whatever is in it, and no body suffers from it", async () => {
    await using origin = await phraseOrigin();
    await using cached = createCachedFetch({ backend: "memory", lazyResponse });
    const readers = Object.values(READERS);
    await Promise.all(
      PHRASES.map(async (_phrase, at) => {
        const { statusText } = await fetch(`${origin.url}/${at}`);
        for (const isHit of [false, true]) {
          const response = await cached(`${origin.url}/${at}`);
          const read = readers[at % readers.length] ?? READERS.text;
          expect([
            response.statusText,
            response.clone().statusText,
            await read(response),
            response.fromCache,
          ]).toEqual([...[statusText, statusText, "hi", isHit]]);
        }
      }),
    );
  });
});
