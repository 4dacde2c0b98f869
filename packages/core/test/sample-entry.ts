import type { Address, Entry } from "../src/entry/entry.ts";
import { revisedEntry } from "../src/entry/revised-entry.ts";

export const SAMPLE_AT: Address = { target: "https://example.com/a?b=1", selector: "GET", variant: "-" };

/** An entry with something in every field that always has a value. */
export function sampleEntry(changes: Partial<Entry> = {}): Entry {
  return revisedEntry(
    {
      address: SAMPLE_AT,
      revision: "r1",
      url: "https://example.com/a?b=1",
      request: { method: "GET", varied: [] },
      response: {
        status: 200,
        statusText: "OK",
        headers: [
          ["Content-Type", "text/plain"],
          ["Set-Cookie", "a=1"],
          ["set-cookie", "b=2"],
          ["X-Empty", ""],
        ],
        coding: "decoded",
      },
      body: Uint8Array.of(104, 105, 0, 255),
      lifetimes: {
        usableFromMs: 1_000,
        freshUntilMs: 2_000.5,
        freeUntilMs: 2_000,
        whileRevalidateUntilMs: 3_000,
        ifErrorUntilMs: 4_000,
        removeAtMs: 8.64e15,
      },
      baseAgeMs: 250,
      receivedAtMs: 1_500,
      createdAtMs: 1_400,
      vary: [],
      tags: [],
    },
    changes,
  );
}

/** An entry with every optional field. */
export function fullEntry(changes: Partial<Entry> = {}): Entry {
  return sampleEntry({
    request: { method: "GET", varied: [["Accept-Language", "de, en;q=0.5"]] },
    response: {
      status: 206,
      statusText: "Teil des Inhalts: ä",
      headers: [
        ["Content-Type", "text/plain; charset=utf-8"],
        ["X-Latin", "\u00e9\u00ff\t!"],
      ],
      coding: "wire",
    },
    part: { start: 0, end: 3, total: 10 },
    staleBan: "must-revalidate",
    vary: ["accept-language"],
    etag: 'W/"1"',
    lastModified: "Sun, 06 Nov 1994 08:49:37 GMT",
    tags: ["users", "日本"],
    ...changes,
  });
}
