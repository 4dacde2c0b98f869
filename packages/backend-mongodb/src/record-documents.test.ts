import { describe, expect, it } from "vitest";
import { type StoredDocument, toValue } from "./record-documents.ts";

const RECORD: StoredDocument = {
  _id: "record GET - a",
  kind: "record",
  epoch: "0",
  serializerId: "document1",
  bytes: 3,
};

describe("a record's value", () => {
  it("has what the serializer wrote, and nothing that the backend added", () => {
    const fields = { formatVersion: 1, target: "a", tags: ["x"], bodyKind: "none" };
    const added = { host: "a.test", createdAt: new Date(0), removeAt: new Date(1), body: { id: "b" } };
    expect(toValue({ ...RECORD, ...fields, ...added })).toEqual(fields);
  });

  it("takes no field for a prototype", () => {
    const document = JSON.parse(JSON.stringify(RECORD).replace("}", ',"__proto__":{"polluted":1}}'));
    expect(Object.getPrototypeOf(toValue(document))).toBe(Object.prototype);
    expect(toValue(document)).toEqual({});
  });

  it("has a small body in memory of its own, and a large one where it came", () => {
    const message = new ArrayBuffer(1000);
    const [small, large] = [new Uint8Array(message, 10, 100), new Uint8Array(message, 10, 900)];
    const buffers = [small, large].map((bodyBytes) => {
      const value = toValue({ ...RECORD, bodyBytes })["bodyBytes"];
      expect(value).toEqual(bodyBytes);
      return value instanceof Uint8Array ? value.buffer : undefined;
    });
    expect(buffers[0]?.byteLength).toBe(100);
    expect(buffers[1]).toBe(message);
  });
});
