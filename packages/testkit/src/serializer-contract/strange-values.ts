import { documentSerializer, frameSerializer, type Serializer } from "@rcache/core/backend";
import { entryOf, everyByte, text } from "../builders/entry-of.ts";
import { check, checkEqual } from "../check.ts";
import { decoded, type Encoded } from "./decoded.ts";
import { sampleEntries } from "./sample-entries.ts";

/** S2. */
export async function proveForeign(serializer: Serializer): Promise<void> {
  for (const [what, entry] of sampleEntries()) {
    const { address } = entry;
    const value = await serializer.encode(entry, address);
    for (const other of [
      { ...address, target: `${address.target}x` },
      { ...address, selector: `${address.selector}.p2` },
      { ...address, variant: `${address.variant}x` },
      // Joined to one text these two are equal.
      {
        ...address,
        target: address.target.slice(0, -1),
        selector: address.target.slice(-1) + address.selector,
      },
    ]) {
      const result = await decoded(serializer, structuredClone(value), other, what);
      check("fault" in result, `${what} decodes under ${JSON.stringify(other)}`);
    }
  }
  for (const [what, value] of await otherSoftware(serializer)) {
    const result = await decoded(serializer, value, entryOf().address, what);
    check("fault" in result, `${what} decodes to an entry`);
  }
}

/** S3. */
export async function proveTotal(serializer: Serializer): Promise<void> {
  const at = entryOf().address;
  for (const [what, value] of strange(serializer)) {
    const result = await decoded(serializer, value, at, what);
    check("fault" in result, `${what} decodes to an entry`);
  }
  for (const [what, entry] of sampleEntries()) {
    const value = await serializer.encode(entry, entry.address);
    if (value instanceof Uint8Array) continue;
    // An entry may come of it: nothing protects a document's fields. It must not throw.
    for (const [how, changed] of changedFields(value))
      await decoded(serializer, changed, entry.address, `${what} with ${how}`);
  }
  checkEqual(Reflect.get({}, "polluted"), undefined, "a field of every object after decoding");
}

/** What another serializer has written for the same address: it is told by its id, or by its first bytes. */
async function otherSoftware(serializer: Serializer): Promise<readonly (readonly [string, Encoded])[]> {
  const entry = entryOf();
  const others: readonly Serializer[] = [frameSerializer, documentSerializer];
  const values: (readonly [string, Encoded])[] = [];
  for (const other of others)
    if (
      other.valueKind === serializer.valueKind &&
      !other.id.startsWith(serializer.id) &&
      !serializer.id.startsWith(other.id)
    )
      values.push([`a value of ${other.id}`, await other.encode(entry, entry.address)]);
  return values;
}

function strange(serializer: Serializer): readonly (readonly [string, Encoded])[] {
  return serializer.valueKind === "bytes" ? strangeBytes() : strangeDocuments();
}

function strangeBytes(): readonly (readonly [string, Uint8Array])[] {
  const deep = 100_000;
  const texts = [
    "{}",
    "[]",
    "null",
    "0",
    '""',
    '{"id":"other1"}',
    "<html></html>",
    "---\n- &a [*a, *a]\n",
    "\0",
    "\n",
  ];
  return [
    ["no bytes", new Uint8Array(0)],
    ...texts.map((value) => [JSON.stringify(value), text(value)] as const),
    [
      "a JSON text that reaches for the prototype",
      text('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
    ],
    ["100,000 brackets", text("[".repeat(deep))],
    ["100,000 braces", text('{"a":'.repeat(deep))],
    ["zeros", new Uint8Array(4_096)],
    ["ones", new Uint8Array(4_096).fill(0xff)],
    ["every byte", everyByte(65_536)],
    ["the head of a gzip stream", Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3)],
    ["bytes that are not UTF-8", Uint8Array.of(0xc3, 0x28, 0xa0, 0xff)],
  ];
}

function strangeDocuments(): readonly (readonly [string, Encoded])[] {
  return [
    ["an empty document", {}],
    ["a document of other software", { _id: 1, name: "x", tags: ["a"], data: everyByte(10) }],
    ["a document that reaches for the prototype", { constructor: { prototype: { polluted: 1 } } }],
    // The cast: a parser may make such a key, and no literal can.
    ["a document with a key __proto__", JSON.parse('{"__proto__":{"polluted":1}}') as Encoded],
  ];
}

function* changedFields(value: Exclude<Encoded, Uint8Array>): Generator<readonly [string, Encoded]> {
  const wrong = [
    0,
    -1,
    1.5,
    1e308,
    Number.NaN,
    true,
    "",
    "x",
    "\r\n",
    [],
    ["x"],
    ["x", "y"],
    {},
    everyByte(3),
  ];
  for (const field of Object.keys(value)) {
    const { [field]: _, ...without } = value;
    yield [`no ${field}`, without];
    for (const other of wrong) yield [`${field} ${JSON.stringify(other)}`, { ...value, [field]: other }];
  }
}
