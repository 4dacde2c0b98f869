import { frameSerializer, pipeline } from "@rcache/core";
import type { Serializer } from "@rcache/core/backend";
import { entryOf } from "@rcache/testkit";
import { describe, expect, it, vi } from "vitest";
import { type EncryptedOptions, encrypted } from "./encrypted.ts";

const key = (byte: number, length = 32): Uint8Array => new Uint8Array(length).fill(byte);
const under = (keys: EncryptedOptions["keys"]): Serializer<Uint8Array> =>
  pipeline(frameSerializer, encrypted({ keys }));
const { address } = entryOf();

describe("an encrypted value", () => {
  it.each([16, 24, 32])("opens with the key of %i bytes that sealed it", async (length) => {
    const serializer = under({ k: key(1, length) });
    const value = await serializer.encode(entryOf(), address);
    expect(await serializer.decode(value, address)).toMatchObject({ entry: { revision: "r1" } });
  });

  it("hides what it holds, and is never the same twice", async () => {
    const serializer = under({ k: key(1) });
    const values = [await serializer.encode(entryOf(), address), await serializer.encode(entryOf(), address)];
    expect(values[0]).not.toEqual(values[1]);
    for (const value of values) expect(Buffer.from(value).includes("example.com")).toBe(false);
  });

  it("F47 an old key works while it is listed; a missing one makes it foreign", async () => {
    const old = await under({ k1: key(1) }).encode(entryOf(), address);
    const rotated = under({ k2: key(2), k1: key(1) });
    expect(await rotated.decode(old, address)).toMatchObject({ entry: { revision: "r1" } });
    const fresh = await rotated.encode(entryOf(), address);
    expect(await under({ k2: key(2) }).decode(fresh, address)).toHaveProperty("entry");
    expect(await under({ k1: key(1) }).decode(fresh, address)).toEqual({ fault: "foreign" });
    expect(await under({ k2: key(2) }).decode(old, address)).toEqual({ fault: "foreign" });
  });

  it("F47 another key under the same id makes it corrupt", async () => {
    const value = await under({ k: key(1) }).encode(entryOf(), address);
    expect(await under({ k: key(2) }).decode(value, address)).toEqual({ fault: "corrupt" });
  });

  it("F47 a row moved to another address, or to another pipeline, is corrupt", async () => {
    const serializer = under({ k: key(1) });
    const value = await serializer.encode(entryOf(), address);
    for (const at of [
      { ...address, variant: "v" },
      { ...address, selector: "GET.p1" },
      { ...address, target: "x" },
    ])
      expect(await serializer.decode(value, at)).toEqual({ fault: "corrupt" });
    const twice = pipeline(
      frameSerializer,
      encrypted({ keys: { k: key(1) } }),
      encrypted({ keys: { k: key(1) } }),
    );
    expect(await twice.decode(value, address)).toEqual({ fault: "corrupt" });
  });

  it("F47 a row moved to another address is corrupt, also where the serializer inside would not see it", async () => {
    const trusting: Serializer<Uint8Array> = {
      ...frameSerializer,
      id: "trusting1",
      decode: () => ({ entry: entryOf() }),
    };
    const serializer = pipeline(trusting, encrypted({ keys: { k: key(1) } }));
    const value = await serializer.encode(entryOf(), address);
    expect(await serializer.decode(value, address)).toHaveProperty("entry");
    expect(await serializer.decode(value, { ...address, target: "x" })).toEqual({ fault: "corrupt" });
  });

  it("F47 a bit flipped in key id, nonce, tag or text is a fault", async () => {
    const serializer = under({ k: key(1) });
    const value = await serializer.encode(entryOf(), address);
    for (let at = 0; at < value.length; at++) {
      const flipped = value.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 4;
      expect([at, await serializer.decode(flipped, address)]).toEqual([at, { fault: expect.any(String) }]);
    }
  });

  it("does not change with the caller's bytes of the key", async () => {
    const own = key(1);
    const serializer = under({ k: own });
    own.fill(0);
    const value = await under({ k: key(1) }).encode(entryOf(), address);
    expect(await serializer.decode(value, address)).toHaveProperty("entry");
  });
});

it.each<[string, unknown, RegExp]>([
  ["no options", undefined, /RCACHE_INVALID_OPTION.*undefined/],
  ["another option", { keys: { k: key(1) }, key: 1 }, /RCACHE_UNKNOWN_OPTION.*"encrypted\.key"/],
  ["no keys", { keys: {} }, /RCACHE_INVALID_OPTION.*empty/],
  ["a password", { keys: { k: "secret" } }, /RCACHE_INVALID_OPTION.*"k".*string/],
  ["a key of 31 bytes", { keys: { k: key(1, 31) } }, /RCACHE_INVALID_OPTION.*31 bytes/],
  ["an empty id", { keys: { "": key(1) } }, /RCACHE_INVALID_OPTION.*0 bytes/],
  ["a long id", { keys: { ["k".repeat(256)]: key(1) } }, /RCACHE_INVALID_OPTION.*256 bytes/],
  ["ids that JavaScript sorts", { keys: { 2: key(2), 1: key(1) } }, /RCACHE_INVALID_OPTION.*"1"/],
])("encrypted refuses %s", (_, options, message) => {
  // The cast: what a program without types may pass.
  expect(() => encrypted(options as EncryptedOptions)).toThrow(message);
});

it("encrypted says what is missing on an insecure page", () => {
  vi.stubGlobal("crypto", {});
  expect(() => encrypted({ keys: { k: key(1) } })).toThrow(/RCACHE_UNSUPPORTED.*crypto\.subtle/);
  vi.unstubAllGlobals();
});
