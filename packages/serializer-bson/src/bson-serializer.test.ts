import { checksumOf } from "@rcache/core/backend";
import { entryOf } from "@rcache/testkit";
import { deserialize, serialize } from "bson";
import { describe, expect, it } from "vitest";
import { bsonSerializer } from "./bson-serializer.ts";

const { address } = entryOf();
const encoded = async (): Promise<Uint8Array> => bsonSerializer.encode(entryOf({ tags: ["a"] }), address);

/** With a right checksum, as somebody who knows the format can make it. */
function forged(document: object): Uint8Array {
  const bytes = new Uint8Array(serialize({ checksum: "crc32:00000000", ...document }));
  bytes.set(new TextEncoder().encode(checksumOf(bytes.subarray(33))), 18);
  return bytes;
}

describe("BSON", () => {
  it("SER-05 is a document that any program reads", async () => {
    expect(deserialize(await encoded())).toMatchObject({
      checksum: expect.stringMatching(/^crc32:[0-9a-f]{8}$/),
      format: "bson1",
      formatVersion: 1,
      status: 200,
      headerNames: ["content-type"],
      headerValues: ["application/json"],
      bodyText: '{"ok":true}',
      tags: ["a"],
    });
  });

  it("that was changed is corrupt, and of another format foreign", async () => {
    const changed = await encoded();
    changed[100] = (changed[100] ?? 0) ^ 1;
    expect(await bsonSerializer.decode(changed, address)).toEqual({ fault: "corrupt" });
    expect(await bsonSerializer.decode(forged({ format: "bson2" }), address)).toEqual({ fault: "foreign" });
    expect(await bsonSerializer.decode(serialize({ a: 1 }), address)).toEqual({ fault: "foreign" });
  });

  it.each([
    ["fields of other types", { format: "bson1", formatVersion: 1, status: new Date(), tags: { 0: "a" } }],
    ["the prototype", { format: "bson1", ["__proto__"]: { polluted: 1 } }],
  ])("with %s is no entry, although its checksum is right", async (_, document) => {
    expect(await bsonSerializer.decode(forged(document), address)).toHaveProperty("fault");
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  it("shares no memory with what was given or handed out", async () => {
    const body = Uint8Array.of(0xff, 1, 2);
    const value = await bsonSerializer.encode(entryOf({ body }), address);
    const decoded = await bsonSerializer.decode(value, address);
    value.fill(0);
    body.fill(0);
    expect(decoded).toMatchObject({ entry: { body: Uint8Array.of(0xff, 1, 2) } });
  });
});
