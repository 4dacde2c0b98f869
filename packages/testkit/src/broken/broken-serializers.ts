import { type Address, type Entry, frameSerializer, type Serializer } from "@rcache/core/backend";
import { entryFields } from "../builders/entry-fields.ts";
import { entryOf } from "../builders/entry-of.ts";
import { sameBytes } from "../check.ts";

/** A serializer with one fault, and the promise that it breaks. */
export interface BrokenSerializer {
  readonly promise: string;
  /** What it does wrong. */
  readonly fault: string;
  readonly serializer: Serializer<Uint8Array>;
}

type Decoded = Awaited<ReturnType<Serializer["decode"]>>;

const ONE_ADDRESS: Address = { target: "https://example.com/", selector: "GET", variant: "-" };

/** S1–S5. */
export const brokenSerializers: readonly BrokenSerializer[] = [
  broken("S1", "writes header names in lower case", {
    encode: (entry, at) => {
      const headers = entry.response.headers.map(([name, value]) => [name.toLowerCase(), value] as const);
      return frameSerializer.encode({ ...entry, response: { ...entry.response, headers } }, at);
    },
  }),
  broken("S2", "does not look at the address", {
    encode: (entry) => frameSerializer.encode({ ...entry, address: ONE_ADDRESS }, ONE_ADDRESS),
    decode: async (value, at) =>
      changed(await frameSerializer.decode(value, ONE_ADDRESS), () => ({ address: at })),
  }),
  broken("S3", "lets the error of a parser out", {
    decode: (value, at) => {
      if (value[0] === 0x7b) JSON.parse(new TextDecoder().decode(value));
      return frameSerializer.decode(value, at);
    },
  }),
  broken("S4", "keeps a byte that no checksum covers", {
    encode: async (entry, at) => {
      const frame = await frameSerializer.encode(entry, at);
      return Uint8Array.of(entry.response.coding === "wire" ? 1 : 0, ...frame);
    },
    decode: async (value, at) => {
      const result = await frameSerializer.decode(value.slice(1), at);
      const coding = value[0] === 1 ? "wire" : "decoded";
      return changed(result, ({ response }) => ({ response: { ...response, coding } }));
    },
  }),
  broken("S5", "hands out what it decoded a moment ago once more", remembersTheLast()),
];

function broken(promise: string, fault: string, replace: Partial<Serializer<Uint8Array>>): BrokenSerializer {
  return { promise, fault, serializer: { ...frameSerializer, ...replace } };
}

function changed(result: Decoded, change: (entry: Entry) => Partial<Entry>): Decoded {
  if ("fault" in result) return result;
  // The cast: these are the fields of an entry, under their own names.
  const fields = entryFields(result.entry) as unknown as Entry;
  return { entry: entryOf({ ...fields, ...change(fields) }) };
}

function remembersTheLast(): Partial<Serializer<Uint8Array>> {
  let last: { value: Uint8Array; at: string; result: Decoded } | undefined;
  return {
    decode: async (value, address) => {
      const at = JSON.stringify([address.target, address.selector, address.variant]);
      if (last?.at === at && sameBytes(last.value, value)) return last.result;
      // A copy, since the entry may read its body from the value it was decoded from.
      const result = await frameSerializer.decode(value.slice(), address);
      last = { value: value.slice(), at, result };
      return result;
    },
  };
}
