import type { Entry } from "@rcache/core/backend";
import { entryOf, everyByte, text } from "../builders/entry-of.ts";

const NEVER_MS = 8.64e15;

/** Entries of every shape a serializer meets, by what is special about them. */
export function sampleEntries(): ReadonlyMap<string, Entry> {
  return new Map([...bodies(), ...heads(), ...instants()]);
}

function bodies(): readonly (readonly [string, Entry])[] {
  const html = "<!doctype html><p>päper ✓ 𝄞 \u2028\u2029\u0000\ufeff</p>\r\n";
  return [
    ["a JSON body", entryOf()],
    [
      "a JSON body in a form of its own",
      entryOf({ body: text('{ "b":1.0,\r\n\t"a":[1e2,"\\u00e9"],"a":2 }') }),
    ],
    ["a JSON body of one number", entryOf({ body: text("1.10") })],
    ["every byte", entryOf({ body: everyByte(), ...typed("application/octet-stream") })],
    [
      "bytes that are not UTF-8 called text",
      entryOf({ body: everyByte(300), ...typed("text/plain; charset=utf-8") }),
    ],
    ["a body that begins with a byte order mark", entryOf({ body: text("\ufeffx"), ...typed("text/plain") })],
    ["an empty body", entryOf({ body: new Uint8Array(0) })],
    ["no body", entryOf({ body: null, response: { status: 204, statusText: "No Content", headers: [] } })],
    ["a body kept as text", entryOf({ body: html, ...typed("text/html") })],
    ["an empty body kept as text", entryOf({ body: "", ...typed("text/plain") })],
    ["100,000 bytes", entryOf({ body: everyByte(100_000), ...typed("image/png") })],
    ["a view into a larger buffer", entryOf({ body: everyByte(64).subarray(16, 48), ...typed("image/png") })],
    ["bytes as on the wire", entryOf({ body: everyByte(40), ...typed("text/plain", "wire") })],
    [
      "a body outside its record",
      entryOf({
        body: { id: "b-1", target: "https://example.com/", bytes: 2 ** 40, checksum: "crc32:00000000" },
      }),
    ],
    ["a body that arrived in chunks", entryOf({ body: everyByte(40), chunkBytes: [1, 30, 9] })],
    ["a part", entryOf({ body: everyByte(10), part: { start: 5, end: 14, total: 100 } })],
    ["a part of an unknown whole", entryOf({ body: everyByte(10), part: { start: 0, end: 9 } })],
  ];
}

function heads(): readonly (readonly [string, Entry])[] {
  const headers: Entry["response"]["headers"] = [
    ["Set-Cookie", "a=1; Path=/"],
    ["set-cookie", 'b="x, y"; Path=/'],
    ["X-Empty", ""],
    ["X-Odd", ";\t ,=\"\\'<>{}[]é\u0080\u00ff"],
    ["__proto__", "1"],
    ["constructor", "2"],
    ["X-Empty", "again"],
  ];
  const target = "https://example.com/%C3%BC?a=%27&b=ü✓";
  return [
    ["repeated and odd header lines", entryOf({ response: { headers } })],
    ["no header lines", entryOf({ response: { headers: [] } })],
    [
      "300 header lines",
      entryOf({ response: { headers: Array.from({ length: 300 }, (_, i) => [`x-${i}`, "v"]) } }),
    ],
    ["a long header line", entryOf({ response: { headers: [["x-long", "v".repeat(70_000)]] } })],
    ["no status text", entryOf({ response: { status: 404, statusText: "" } })],
    ["another status text", entryOf({ response: { status: 599, statusText: "Très bien" } })],
    [
      "an address beyond ASCII",
      entryOf({ address: { target, selector: "POST.é", variant: "v~1" }, url: target }),
    ],
    ["another URL than its target", entryOf({ url: "https://example.com/?token=REDACTED" })],
    ["another URL that answered", entryOf({ finalUrl: "https://example.com/%C3%A9?x=1" })],
    [
      "variants, tags and validators",
      entryOf({
        vary: ["accept", "accept-language"],
        request: {
          method: "POST",
          varied: [
            ["accept", "*/*"],
            ["accept-language", ""],
          ],
        },
        tags: ["a", "b,c", "ü", "", "a"],
        etag: 'W/"\u00ff"',
        lastModified: "Thu, 01 Jan 2026 00:00:00 GMT",
      }),
    ],
  ];
}

function instants(): readonly (readonly [string, Entry])[] {
  const never = { freshUntilMs: NEVER_MS, freeUntilMs: NEVER_MS, removeAtMs: NEVER_MS };
  const zero = {
    usableFromMs: 0,
    freshUntilMs: 0,
    freeUntilMs: 0,
    whileRevalidateUntilMs: 0,
    ifErrorUntilMs: 0,
  };
  const bans = ["no-cache", "must-revalidate", "proxy-revalidate", "s-maxage"] as const;
  return [
    ["lifetimes without an end", entryOf({ lifetimes: { ...never, ifErrorUntilMs: NEVER_MS } })],
    ["lifetimes that are over", entryOf({ lifetimes: zero, baseAgeMs: 2 ** 31 * 1_000, createdAtMs: 1 })],
    ["fractions of milliseconds", entryOf({ receivedAtMs: 1_767_225_600_000.25, baseAgeMs: 0.5 })],
    ["instants before 1970", entryOf({ receivedAtMs: -1, createdAtMs: -86_400_000 })],
    ...bans.map((staleBan) => [`the ban ${staleBan}`, entryOf({ staleBan })] as const),
  ];
}

function typed(
  type: string,
  coding: "decoded" | "wire" = "decoded",
): { response: Partial<Entry["response"]> } {
  return { response: { headers: [["Content-Type", type]], coding } };
}
