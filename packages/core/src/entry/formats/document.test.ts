import { describe, expect, it } from "vitest";
import { fullEntry, SAMPLE_AT, sampleEntry } from "../../../test/sample-entry.ts";
import type { RecordDocument } from "../../contracts/serializer.ts";
import type { Address, Entry } from "../entry.ts";
import { fromDocument, toDocument } from "./document.ts";

const documentOf = (entry: Entry): RecordDocument => toDocument(entry, entry.address);

function read(document: RecordDocument, at: Address = SAMPLE_AT): Entry | "foreign" | "corrupt" {
  const result = fromDocument(document, at);
  return "entry" in result ? result.entry : result.fault;
}

function withType(type: string, body: Entry["body"], more: Partial<Entry["response"]> = {}): Entry {
  return sampleEntry({
    body,
    response: {
      status: 200,
      statusText: "OK",
      headers: [["content-type", type]],
      coding: "decoded",
      ...more,
    },
  });
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

describe("an entry as a document", () => {
  it.each<[string, Entry]>([
    ["bytes", sampleEntry()],
    ["no body", sampleEntry({ body: null })],
    ["no bytes", sampleEntry({ body: new Uint8Array() })],
    ["a text", sampleEntry({ body: "\ufeffgrüße" })],
    ["bytes that a person can read", withType("application/json", bytes('{"ä":1}'))],
    ["a byte order mark", withType("text/plain", Uint8Array.of(0xef, 0xbb, 0xbf, 97))],
    [
      "a body elsewhere",
      sampleEntry({
        body: { id: "b1", target: "https://example.com/a?b=1", bytes: 1e12, checksum: "crc32:00" },
      }),
    ],
    ["every optional field", fullEntry()],
    ["a part of unknown total", fullEntry({ part: { start: 5, end: 8 } })],
  ])("comes back with %s", (_, entry) => {
    expect(read(documentOf(entry))).toStrictEqual(entry);
  });

  it("is flat: scalars, bytes and lists of texts", () => {
    for (const [field, value] of Object.entries(documentOf(fullEntry()))) {
      const isList = Array.isArray(value) && value.every((member) => typeof member === "string");
      const isScalar = ["string", "number", "boolean"].includes(typeof value);
      expect([field, isList || isScalar || value instanceof Uint8Array]).toEqual([field, true]);
    }
  });

  it.each([
    "text/plain; charset=utf-8",
    "application/json",
    "application/problem+json",
    "image/svg+xml",
    "TEXT/HTML",
  ])("keeps a body of %s as text", (type) => {
    expect(documentOf(withType(type, bytes("<a>")))).toMatchObject({ bodyKind: "bytes", bodyText: "<a>" });
  });

  it.each<[string, Entry]>([
    ["of another type", withType("image/png", bytes("abc"))],
    ["that is not UTF-8", withType("text/plain", Uint8Array.of(0xe4))],
    [
      "that is compressed",
      withType("text/plain", bytes("abc"), {
        coding: "wire",
        headers: [
          ["content-type", "text/plain"],
          ["content-encoding", "gzip"],
        ],
      }),
    ],
  ])("keeps a body %s as bytes", (_, entry) => {
    const document = documentOf(entry);
    expect(document["bodyBytes"]).toEqual(entry.body);
    expect(document).not.toHaveProperty("bodyText");
  });

  it("keeps a decoded body as text, whatever coding it had on the wire", () => {
    const headers = [
      ["content-type", "text/plain"],
      ["content-encoding", "gzip"],
    ] as const;
    expect(documentOf(withType("text/plain", bytes("abc"), { headers }))).toHaveProperty("bodyText", "abc");
  });

  it("shares no memory with the entry that it was made of", () => {
    const entry = sampleEntry();
    const document = documentOf(entry);
    const stored = document["bodyBytes"];
    if (!(stored instanceof Uint8Array && entry.body instanceof Uint8Array)) throw new Error("no bytes");
    stored.fill(7);
    expect(entry.body[0]).toBe(104);
  });
});

describe("a document that a store gives back", () => {
  it("may have its fields in another order, and more of them", () => {
    const document = Object.fromEntries([...Object.entries(documentOf(fullEntry())), ["_id", "x"]].reverse());
    expect(read(document)).toStrictEqual(fullEntry());
  });

  it("may have its bytes in an array of another class", () => {
    class Buffer extends Uint8Array {}
    const entry = read({ ...documentOf(sampleEntry()), bodyBytes: Buffer.of(104, 105, 0, 255) });
    const body = typeof entry === "string" ? undefined : entry.body;
    expect(Object.getPrototypeOf(body)).toBe(Uint8Array.prototype);
    expect(body).toEqual(Uint8Array.of(104, 105, 0, 255));
  });

  it("is foreign with another format version, or none", () => {
    expect(read({ ...documentOf(sampleEntry()), formatVersion: 2 })).toBe("foreign");
    expect(read({ name: "another program's" })).toBe("foreign");
    for (const other of [null, undefined, "text", 7, []]) {
      // The cast: what a store may hand out, whatever its types say.
      expect(read(other as unknown as RecordDocument)).toBe("foreign");
    }
  });

  it("takes nothing from the prototype", () => {
    expect(read(Object.create(documentOf(sampleEntry())))).toBe("foreign");
  });

  it.each(["target", "selector", "variant"])("F12: is corrupt under another %s", (field) => {
    expect(read(documentOf(sampleEntry()), { ...SAMPLE_AT, [field]: "other" })).toBe("corrupt");
  });

  const OPTIONAL = new Set(["formatVersion", "staleBan", "etag", "lastModified", "partStart", "partTotal"]);

  it("is corrupt without any field that must be there", () => {
    const document = documentOf(fullEntry());
    for (const field of Object.keys(document).filter((name) => !OPTIONAL.has(name))) {
      const { [field]: _, ...rest } = document;
      expect([field, read(rest)]).toEqual([field, "corrupt"]);
    }
  });

  it("is corrupt with a field of another type", () => {
    const document = documentOf(fullEntry());
    for (const field of Object.keys(document).filter((name) => name !== "formatVersion")) {
      for (const value of [
        true,
        { a: "b" },
        ["a", "b", "c"],
        typeof document[field] === "string" ? 1 : "x",
      ]) {
        if (Array.isArray(value) && (field === "tags" || field === "vary")) continue;
        expect([field, value, read({ ...document, [field]: value })]).toEqual([field, value, "corrupt"]);
      }
    }
  });

  it.each<[string, RecordDocument]>([
    ["F27: a status that no answer has", { status: 99 }],
    ["F27: a line break in the status text", { statusText: "OK\r\nX: y" }],
    ["F27: a body where none can be", { status: 204 }],
    ["F28: a line break in a header", { headerValues: ["a\nb", "", "", ""] }],
    ["F28: a name that is no token", { headerNames: ["a b", "c", "d", "e"] }],
    ["fewer values than names", { headerValues: ["a"] }],
    ["a list that is not one of texts", { headerValues: { 0: "a" } }],
    ["a body shorter than it was", { bodyBytes: Uint8Array.of(104) }],
    ["a body of an unknown kind", { bodyKind: "stream" }],
    ["a single chunk", { chunkBytes: "4" }],
    ["chunks that are no numbers", { chunkBytes: "1 x" }],
    ["an empty chunk", { chunkBytes: "4 0" }],
    ["chunks longer than the body", { chunkBytes: "2 3" }],
    ["an unknown coding", { coding: "gzip" }],
    ["an unknown ban", { staleBan: "never" }],
    ["an instant that is none", { removeAtMs: Number.NaN }],
  ])("is corrupt with %s", (_, change) => {
    expect(read({ ...documentOf(sampleEntry()), ...change })).toBe("corrupt");
  });
});
