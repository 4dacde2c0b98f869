import { frameSerializer, isRcacheError } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { entryFields } from "./entry-fields.ts";
import { entryOf, everyByte } from "./entry-of.ts";
import { recordOf } from "./record-of.ts";

describe("entryOf", () => {
  it("has visible defaults that follow receivedAtMs", () => {
    const entry = entryOf({ receivedAtMs: 1_000, address: { target: "https://a.org/x" } });
    expect(entry).toMatchObject({ url: "https://a.org/x", createdAtMs: 1_000, revision: "r1" });
    expect(entry.lifetimes).toMatchObject({ usableFromMs: 1_000, freshUntilMs: 3_601_000 });
    expect(entry.address).toEqual({ target: "https://a.org/x", selector: "GET", variant: "-" });
  });

  it("replaces only what is named", () => {
    const entry = entryOf({ response: { status: 404 }, lifetimes: { removeAtMs: 5 }, body: null });
    expect(entry.response).toMatchObject({ status: 404, coding: "decoded" });
    expect(entry.lifetimes.removeAtMs).toBe(5);
    expect(entry.body).toBeNull();
  });

  it("is frozen all the way down", () => {
    const { address, response, lifetimes, tags } = entryOf({ tags: ["a"] });
    for (const part of [address, response, response.headers, response.headers[0], lifetimes, tags])
      expect(Object.isFrozen(part)).toBe(true);
  });
});

describe("everyByte", () => {
  it("holds every byte, and no 256 bytes like the next", () => {
    expect(new Set(everyByte()).size).toBe(256);
    const long = everyByte(70_000);
    expect(long.subarray(0, 256)).not.toEqual(long.subarray(256, 512));
    expect(long.subarray(0, 4_464)).not.toEqual(long.subarray(65_536));
  });
});

describe("recordOf", () => {
  const body = { id: "b", target: "https://example.com/", bytes: 70_000, checksum: "crc32:00000000" };

  it("keeps an entry as it is where the backend takes entries", async () => {
    const entry = entryOf({ body: "päper" });
    const record = await recordOf(entry, { valueKind: "entry" });
    expect(record.value).toBe(entry);
    expect(record.head).toMatchObject({ serializerId: "entry", bytes: 6, status: 200, revision: "r1" });
    expect(record.head).not.toHaveProperty("body");
  });

  it("encodes by the backend's own serializer, else by core's for its kind", async () => {
    const own = { ...frameSerializer, id: "own1" };
    expect((await recordOf(entryOf(), { valueKind: "bytes", serializer: own })).head.serializerId).toBe(
      "own1",
    );
    expect((await recordOf(entryOf(), { valueKind: "bytes" })).head.serializerId).toBe(frameSerializer.id);
    expect((await recordOf(entryOf(), { valueKind: "document" })).value).not.toBeInstanceOf(Uint8Array);
  });

  it("names a body outside the record in the head", async () => {
    const { head } = await recordOf(entryOf({ body }), { valueKind: "bytes" });
    expect(head).toMatchObject({ body, bytes: 70_000 });
  });

  it("refuses a serializer of another kind", async () => {
    const wrong = recordOf(entryOf(), { valueKind: "document", serializer: frameSerializer });
    await expect(wrong).rejects.toSatisfy(isRcacheError);
    await expect(wrong).rejects.toThrow(/RCACHE_SERIALIZER_MISMATCH: .*"frame1" of "bytes"/);
  });
});

describe("entryFields", () => {
  it("makes entries comparable whose bodies stand there as text and as bytes", () => {
    const bytes = new TextEncoder().encode("ü");
    expect(entryFields(entryOf({ body: "ü" }))).toEqual(entryFields(entryOf({ body: bytes })));
    expect(entryFields(entryOf({ body: "" }))).not.toEqual(entryFields(entryOf({ body: null })));
  });
});
