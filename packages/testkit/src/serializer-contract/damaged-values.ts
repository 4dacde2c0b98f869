import type { Address, Entry, Serializer } from "@rcache/core/backend";
import { entryFields } from "../builders/entry-fields.ts";
import { entryOf, everyByte } from "../builders/entry-of.ts";
import { checkEqual } from "../check.ts";
import { decoded } from "./decoded.ts";

/** Damage tried on one value: small values are tried at every byte, larger ones at so many places. */
const PLACES = 2_048;

/** S4. */
export async function proveDamage(serializer: Serializer): Promise<void> {
  if (serializer.valueKind !== "bytes") return;
  for (const [what, entry] of [
    ["a small entry", entryOf({ etag: '"1"', tags: ["a"] })],
    [
      "a binary entry",
      entryOf({ body: everyByte(4_096), response: { headers: [["content-type", "image/png"]] } }),
    ],
    ["an entry without a body", entryOf({ body: null })],
  ] as const) {
    const value = await serializer.encode(entry, entry.address);
    if (!(value instanceof Uint8Array)) throw new Error(`${what}: encode gives no bytes`);
    for (const [how, damaged] of damages(value)) {
      const sane = await saneAfter(serializer, damaged, entry.address, entry);
      if (sane !== undefined) checkEqual(sane, entryFields(entry), `${what} with ${how}`);
    }
  }
}

async function saneAfter(
  serializer: Serializer,
  value: Uint8Array,
  at: Address,
  entry: Entry,
): Promise<unknown> {
  const result = await decoded(serializer, value, at, `a damaged value of ${entry.url}`);
  return "entry" in result ? entryFields(result.entry) : undefined;
}

function* damages(value: Uint8Array): Generator<readonly [string, Uint8Array]> {
  const step = Math.max(1, Math.floor(value.length / PLACES));
  for (let at = 0; at < value.length; at += step) {
    // The lowest bit turns one digit or letter into another, the highest breaks the text.
    for (const bits of [0x01, 0x80]) {
      const flipped = value.slice();
      flipped[at] = (flipped[at] ?? 0) ^ bits;
      yield [`byte ${at} of ${value.length} changed by ${bits}`, flipped];
    }
    yield [`${at} of ${value.length} bytes left`, value.slice(0, at)];
  }
  yield ["its last byte cut off", value.slice(0, -1)];
  yield ["a byte more", Uint8Array.of(...value, 0)];
  yield ["itself once more", Uint8Array.of(...value, ...value)];
  yield ["its first byte cut off", value.slice(1)];
}
