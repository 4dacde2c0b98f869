import { describe, expect, it } from "vitest";
import { fullEntry, SAMPLE_AT, sampleEntry } from "../../test/sample-entry.ts";
import type { Entry } from "./entry.ts";
import { isValidEntry } from "./valid-entry.ts";

const response = (changes: Partial<Entry["response"]>): Entry =>
  sampleEntry({ body: null, response: { ...sampleEntry().response, ...changes } });

describe("a valid entry", () => {
  it.each<[string, Entry]>([
    ["the sample", sampleEntry()],
    ["one with every field", fullEntry()],
    ["one with no status text", response({ statusText: "" })],
    ["a 204 without a body", response({ status: 204 })],
    ["a 304 with an empty one", sampleEntry({ ...response({ status: 304 }), body: new Uint8Array() })],
    ["a part of unknown total", fullEntry({ part: { start: 1, end: 1 } })],
    [
      "one that never expires",
      sampleEntry({ lifetimes: { ...sampleEntry().lifetimes, freshUntilMs: 8.64e15 } }),
    ],
  ])("is %s", (_, entry) => {
    expect(isValidEntry(entry)).toBe(true);
  });

  const elsewhere = { id: "b", target: "t", bytes: 1, checksum: "c" };
  it.each<[string, Entry]>([
    ["F27: with a status out of range", response({ status: 199 })],
    ["F27: with a status out of range", response({ status: 600 })],
    ["F27: with a broken status", response({ status: 200.5 })],
    ["F27: with a line break in the status text", response({ statusText: "a\rb" })],
    ["F27: that is a 204 with a body", sampleEntry({ ...response({ status: 204 }), body: "x" })],
    [
      "F27: that is a 205 with a body elsewhere",
      sampleEntry({ ...response({ status: 205 }), body: elsewhere }),
    ],
    ["F28: with a NUL in a value", response({ headers: [["a", "\0"]] })],
    ["F28: with a line break in a value", response({ headers: [["a", "b\nc"]] })],
    ["F28: with an empty name", response({ headers: [["", "b"]] })],
    ["F28: with a name that is no token", response({ headers: [["a:", "b"]] })],
    [
      "with a varied name that is no token",
      sampleEntry({ request: { method: "GET", varied: [["a b", "c"]] } }),
    ],
    ["with a method that is no token", sampleEntry({ request: { method: "G T", varied: [] } })],
    ["with a vary name that is no token", sampleEntry({ vary: [""] })],
    ["with a line break in its entity tag", sampleEntry({ etag: '"\n"' })],
    ["with a line break in its date", sampleEntry({ lastModified: "\r" })],
    ["without a target", sampleEntry({ address: { ...SAMPLE_AT, target: "" } })],
    ["without a selector", sampleEntry({ address: { ...SAMPLE_AT, selector: "" } })],
    ["without a variant", sampleEntry({ address: { ...SAMPLE_AT, variant: "" } })],
    ["without a revision", sampleEntry({ revision: "" })],
    ["without a URL", sampleEntry({ url: "" })],
    ["with an instant that is none", sampleEntry({ receivedAtMs: Number.NaN })],
    [
      "with an infinite lifetime",
      sampleEntry({ lifetimes: { ...sampleEntry().lifetimes, removeAtMs: Infinity } }),
    ],
    ["with a part that ends before it begins", fullEntry({ part: { start: 2, end: 1 } })],
    ["with a part beyond its total", fullEntry({ part: { start: 2, end: 9, total: 4 } })],
    ["with a part of broken bytes", fullEntry({ part: { start: 0.5, end: 1 } })],
    ["with a body elsewhere without a name", sampleEntry({ body: { ...elsewhere, id: "" } })],
    ["with a body elsewhere of no length", sampleEntry({ body: { ...elsewhere, bytes: -1 } })],
  ])("is not one %s", (_, entry) => {
    expect(isValidEntry(entry)).toBe(false);
  });
});
