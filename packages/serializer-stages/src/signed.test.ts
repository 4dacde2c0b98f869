import { frameSerializer, pipeline } from "@rcache/core";
import type { Serializer } from "@rcache/core/backend";
import { entryOf } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { type SignedOptions, signed } from "./signed.ts";

const under = (secretKey: SignedOptions["secretKey"]): Serializer<Uint8Array> =>
  pipeline(frameSerializer, signed({ secretKey }));
const { address } = entryOf();

describe("a signed value", () => {
  it("SER-08, G-295 is readable behind its signature", async () => {
    const value = await under("k").encode(entryOf(), address);
    expect(value.subarray(41)).toEqual(await frameSerializer.encode(entryOf(), address));
  });

  it("counts a text as its UTF-8", async () => {
    const value = await under("schlüssel").encode(entryOf(), address);
    const bytes = new TextEncoder().encode("schlüssel");
    expect(await under(bytes).decode(value, address)).toMatchObject({ entry: { revision: "r1" } });
  });

  it("SER-08, G-295, V32 is foreign with another secret, and corrupt where it was changed", async () => {
    const value = await under("k").encode(entryOf(), address);
    expect(await under("l").decode(value, address)).toEqual({ fault: "foreign" });
    const faults = [9, 40, 41, value.length - 1].map(async (at) => {
      const changed = value.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      return under("k").decode(changed, address);
    });
    expect(await Promise.all(faults)).toEqual(faults.map(() => ({ fault: "corrupt" })));
  });

  it("is corrupt at another address, also where the serializer inside would not see it", async () => {
    const trusting: Serializer<Uint8Array> = {
      ...frameSerializer,
      id: "trusting1",
      decode: () => ({ entry: entryOf() }),
    };
    const stage = pipeline(trusting, signed({ secretKey: "k" }));
    const moved = await stage.encode(entryOf(), address);
    expect(await stage.decode(moved, address)).toHaveProperty("entry");
    expect(await stage.decode(moved, { ...address, target: "x" })).toEqual({ fault: "corrupt" });
    const value = await under("k").encode(entryOf(), address);
    for (const at of [
      { ...address, variant: "v" },
      { ...address, selector: "GET.p1" },
      { ...address, target: "x" },
    ])
      expect(await under("k").decode(value, at)).toEqual({ fault: "corrupt" });
  });
});

it.each<[string, unknown, RegExp]>([
  ["no secret", {}, /RCACHE_INVALID_OPTION.*undefined/],
  ["an empty secret", { secretKey: "" }, /RCACHE_INVALID_OPTION.*empty/],
  ["a number", { secretKey: 7 }, /RCACHE_INVALID_OPTION.*number/],
  ["another option", { secretKey: "k", salt: "s" }, /RCACHE_UNKNOWN_OPTION.*"signed\.salt"/],
])("signed refuses %s", (_, options, message) => {
  // The cast: what a program without types may pass.
  expect(() => signed(options as SignedOptions)).toThrow(message);
});
