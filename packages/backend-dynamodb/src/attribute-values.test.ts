import { describe, expect, it } from "vitest";
import { attributeBytes, fromAttributes, toAttributes } from "./attribute-values.ts";

const DOCUMENT = {
  text: "ä",
  empty: "",
  number: -1.5e-7,
  never: 8.64e15,
  yes: true,
  bytes: new Uint8Array([0, 255]),
  none: new Uint8Array(0),
  list: ["b", "a", "b", ""],
  nothing: [],
  inner: { deeper: { list: ["x"] } },
};

describe("attributes of a document", () => {
  it("DYN-05, G-291 lead back to it, numbers exactly", () => {
    expect(fromAttributes(toAttributes(DOCUMENT))).toEqual(DOCUMENT);
  });

  it("keep a field of any name", () => {
    const document = JSON.parse('{"__proto__":"a","constructor":"b"}');
    const found = fromAttributes(toAttributes(document));
    expect(Object.entries(found)).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
    ]);
  });

  it("are never sets, which have no order", () => {
    expect(toAttributes({ list: ["b", "a", "b"] })).toEqual({
      list: { L: [{ S: "b" }, { S: "a" }, { S: "b" }] },
    });
  });

  it("hand out bytes that share no buffer", () => {
    const B = Buffer.from("pooled");
    const bytes = fromAttributes({ bytes: { B } })["bytes"];
    expect(bytes).toEqual(new TextEncoder().encode("pooled"));
    expect(bytes instanceof Uint8Array && bytes.buffer.byteLength).toBe(6);
  });

  it("are counted at least as they are stored", () => {
    const stored = 7 + 8 + 10;
    expect(attributeBytes({ text: "€".repeat(10), number: 1 })).toBeGreaterThanOrEqual(30 + stored);
    expect(attributeBytes({ bytes: new Uint8Array(1_000) })).toBeLessThan(1_020);
  });
});
