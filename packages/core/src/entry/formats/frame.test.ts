import { describe, expect, it } from "vitest";
import { fullEntry, SAMPLE_AT, sampleEntry } from "../../../test/sample-entry.ts";
import { toHex } from "../../key/sha256.ts";
import type { Address, Entry } from "../entry.ts";
import { revisedEntry } from "../revised-entry.ts";
import { type Checksum, decodeFrame, encodeFrame } from "./frame.ts";

/** Bit by bit, so that the golden bytes do not rest on the implementation under test. */
const crc32: Checksum = (bytes, seed = 0) => {
  let crc = ~seed;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
};

const encode = (entry: Entry): Uint8Array<ArrayBuffer> => encodeFrame(entry, entry.address, crc32);

function decode(bytes: Uint8Array, at: Address = SAMPLE_AT): Entry | "foreign" | "corrupt" {
  const result = decodeFrame(bytes, at, crc32);
  // Read to the end: strings and body are decoded when they are asked for.
  return "entry" in result ? revisedEntry(result.entry) : result.fault;
}

/** A frame changed by somebody who knows how to make the checksum fit. */
function forged(entry: Entry, change: (view: DataView, bytes: Uint8Array) => void): Uint8Array {
  const bytes = encode(entry);
  const view = new DataView(bytes.buffer);
  change(view, bytes);
  view.setUint32(4, crc32(bytes.subarray(8)));
  return bytes;
}

function replaced(bytes: Uint8Array, from: string, to: string): void {
  const [wanted, instead] = [from, to].map((text) => new TextEncoder().encode(text));
  const at = bytes.findIndex((_, i) => wanted?.every((byte, k) => bytes[i + k] === byte) ?? false);
  if (at < 0 || !instead || instead.length !== wanted?.length) throw new Error(`${from} cannot be replaced`);
  bytes.set(instead, at);
}

/** A change here makes what older releases have stored unreadable: raise FORMAT_VERSION. */
const GOLDEN = [
  // magic and version, checksum
  "f27263017eedfbf4",
  // flags, ban, status
  "010000c8",
  // counts of header lines, varied lines, vary, tags
  "00000004000000000000000000000000",
  // bytes of texts, of tokens, of the body
  "0000004a0000002a4010000000000000",
  // six lifetimes
  "408f400000000000409f420000000000409f40000000000040a770000000000040af400000000000433eb208c2dc0000",
  // age, received, created
  "406f40000000000040977000000000004095e00000000000",
  // lengths
  "0000001900000003000000010000000200000019000000020000000a0000000300000003000000000000000c0000000a",
  "0000000a0000000700000003",
  // texts
  "68747470733a2f2f6578616d706c652e636f6d2f613f623d314745542d723168747470733a2f2f6578616d706c652e63",
  "6f6d2f613f623d314f4b746578742f706c61696e613d31623d32",
  // tokens
  "436f6e74656e742d547970655365742d436f6f6b69657365742d636f6f6b6965582d456d707479474554",
  // body
  "686900ff",
].join("");

describe("frame v1", () => {
  it("has these bytes", () => {
    expect(toHex(encode(sampleEntry()))).toBe(GOLDEN);
  });
});

describe("a frame that was encoded", () => {
  it.each<[string, Entry]>([
    ["bytes", sampleEntry()],
    ["no bytes", sampleEntry({ body: new Uint8Array() })],
    ["no body", sampleEntry({ body: null })],
    ["a text", sampleEntry({ body: "\ufeffgrüße 😀" })],
    ["an empty text", sampleEntry({ body: "" })],
    [
      "a body elsewhere",
      sampleEntry({
        body: { id: "b1", target: "https://example.com/a?b=1", bytes: 1e12, checksum: "crc32:00" },
      }),
    ],
    ["every optional field", fullEntry()],
    ["chunks of its body", sampleEntry({ chunkBytes: [1, 3] })],
    ["chunks of a text, and a ban", fullEntry({ body: "grüße", chunkBytes: [6, 1], staleBan: "s-maxage" })],
    [
      "chunks of a body elsewhere",
      sampleEntry({
        body: { id: "b1", target: "https://example.com/a?b=1", bytes: 99, checksum: "crc32:00" },
        chunkBytes: [33, 66],
      }),
    ],
    ["a part of unknown total", fullEntry({ part: { start: 5, end: 8 } })],
    ["no headers", sampleEntry({ response: { status: 200, statusText: "", headers: [], coding: "wire" } })],
    [
      "strings that end and begin with halves of a pair",
      sampleEntry({ tags: ["a\ud83d\ude00", "\ud83d\ude00b"] }),
    ],
  ])("gives back an entry with %s", (_, entry) => {
    expect(decode(encode(entry))).toEqual(entry);
  });

  it("gives back the body as a plain array over the same memory", () => {
    const frame = encode(sampleEntry());
    const padded = new Uint8Array(frame.length + 7);
    padded.set(frame, 7);
    const result = decodeFrame(padded.subarray(7), SAMPLE_AT, crc32);
    const body = "entry" in result ? result.entry.body : undefined;
    expect(body).toEqual(Uint8Array.of(104, 105, 0, 255));
    expect(body instanceof Uint8Array && body.buffer === padded.buffer).toBe(true);
  });

  it("remembers what it has decoded", () => {
    const result = decodeFrame(encode(fullEntry({ body: "text" })), SAMPLE_AT, crc32);
    if (!("entry" in result)) throw new Error(result.fault);
    const { entry } = result;
    expect(entry.response.headers).toBe(entry.response.headers);
    expect(entry.request).toBe(entry.request);
    expect(entry.body).toBe(entry.body);
    expect(entry.tags).toBe(entry.tags);
  });

  it("takes the address as its own", () => {
    const at = { ...SAMPLE_AT, revision: "not part of an address" };
    const result = decodeFrame(encode(sampleEntry()), at, crc32);
    expect("entry" in result && result.entry.address).toStrictEqual(SAMPLE_AT);
  });
});

describe("a damaged frame", () => {
  it.each([
    ["plain", sampleEntry()],
    ["full", fullEntry()],
    ["in chunks", fullEntry({ chunkBytes: [1, 3] })],
  ])("is a fault with any byte changed (%s)", (_, entry) => {
    const frame = encode(entry);
    for (let at = 0; at < frame.length; at++) {
      for (const mask of [0x01, 0x80, 0xff]) {
        const damaged = frame.slice();
        damaged[at] = (damaged[at] ?? 0) ^ mask;
        expect([at, decode(damaged)]).toEqual([at, at < 4 ? "foreign" : "corrupt"]);
      }
    }
  });

  it("is a fault at any length", () => {
    const frame = encode(fullEntry());
    for (let length = 0; length < frame.length; length++) {
      expect([length, decode(frame.slice(0, length))]).toEqual([length, length < 4 ? "foreign" : "corrupt"]);
    }
  });

  it("F11: is corrupt with something behind it", () => {
    const frame = encode(sampleEntry());
    expect(decode(Uint8Array.of(...frame, 0))).toBe("corrupt");
    expect(decode(Uint8Array.of(...frame, ...frame))).toBe("corrupt");
    const withTail = forged(sampleEntry(), () => undefined);
    const longer = Uint8Array.of(...withTail, 0);
    new DataView(longer.buffer).setUint32(4, crc32(longer.subarray(8)));
    expect(decode(longer)).toBe("corrupt");
  });

  it.each([
    ["target", { ...SAMPLE_AT, target: "https://example.com/b?b=1" }],
    ["selector", { ...SAMPLE_AT, selector: "PUT" }],
    ["variant", { ...SAMPLE_AT, variant: "+" }],
    ["cut between the parts", { target: "https://example.com/a?b=", selector: "1GET", variant: "-" }],
    ["longer target", { ...SAMPLE_AT, target: `${SAMPLE_AT.target}x` }],
  ])("F12: is corrupt under another %s", (_, at) => {
    expect(decode(encode(sampleEntry()), at)).toBe("corrupt");
    expect(decode(encode(fullEntry()), at)).toBe("corrupt");
  });

  it("F9: is foreign with another version or other first bytes", () => {
    for (const version of [0, 2, 255]) {
      expect(decode(forged(sampleEntry(), (view) => view.setUint8(3, version)))).toBe("foreign");
    }
    expect(decode(new TextEncoder().encode('{"formatVersion":1}'.repeat(20)))).toBe("foreign");
    expect(decode(new Uint8Array(500))).toBe("foreign");
  });

  it("is foreign where it is no bytes at all", () => {
    for (const other of [null, undefined, "text", {}, [], new ArrayBuffer(300), new Float64Array(40)]) {
      // The cast: what a store may hand out, whatever its types say.
      expect(decode(other as unknown as Uint8Array)).toBe("foreign");
    }
  });
});

describe("a forged frame with a fitting checksum", () => {
  const COUNTS = [12, 16, 20, 24, 28, 32];

  it("is an entry where nothing is wrong with it", () => {
    expect(decode(forged(sampleEntry(), (view) => view.setUint16(10, 201)))).toMatchObject({
      response: { status: 201 },
    });
  });

  it("F11: is corrupt with a count or length of any size", () => {
    for (const at of COUNTS) {
      for (const value of [1, 255, 0x7fff_ffff, 0xffff_ffff]) {
        const frame = forged(sampleEntry(), (view) => view.setUint32(at, view.getUint32(at) + value));
        expect([at, value, decode(frame)]).toEqual([at, value, "corrupt"]);
      }
    }
    for (const value of [2 ** 53, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, -(2 ** 53)]) {
      expect(decode(forged(sampleEntry(), (view) => view.setFloat64(36, value)))).toBe("corrupt");
    }
  });

  it("is corrupt where lengths borrow from each other across the end", () => {
    const frame = forged(sampleEntry(), (view) => {
      view.setUint32(28, 0xffff_fff0);
      view.setFloat64(36, view.getFloat64(36) - 0xffff_fff0);
    });
    expect(decode(frame)).toBe("corrupt");
  });

  it("F27: is corrupt with a status that no answer has", () => {
    for (const status of [0, 99, 199, 600, 65_535]) {
      expect(decode(forged(sampleEntry(), (view) => view.setUint16(10, status)))).toBe("corrupt");
    }
  });

  it("F27: is corrupt with a body where none can be", () => {
    for (const status of [204, 205, 304]) {
      expect(decode(forged(sampleEntry(), (view) => view.setUint16(10, status)))).toBe("corrupt");
    }
  });

  it("is corrupt with a body of no kind", () => {
    expect(decode(forged(sampleEntry(), (view) => view.setUint8(8, 0)))).toBe("corrupt");
  });

  it("is corrupt with a number that is none", () => {
    for (let at = 44; at <= 108; at += 8) {
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(decode(forged(sampleEntry(), (view) => view.setFloat64(at, value)))).toBe("corrupt");
      }
    }
  });

  it("is corrupt with a flag or a ban that this version does not know", () => {
    expect(decode(forged(sampleEntry(), (view) => view.setUint8(8, 129)))).toBe("corrupt");
    expect(decode(forged(sampleEntry(), (view) => view.setUint8(9, 5)))).toBe("corrupt");
  });

  it.each([
    ["a line break in a value", "text/plain", "text\r\nlain"],
    ["a NUL in a value", "text/plain", "text\0plain"],
    ["a space in a name", "Content-Type", "Content Type"],
    ["a colon in a name", "X-Empty", "X:Empty"],
    ["a line break in a name", "X-Empty", "X\nEmpty"],
    ["bytes that are not UTF-8", "text/plain", "text/pl@@n"],
  ])("F28: is corrupt with %s", (what, from, to) => {
    const frame = forged(sampleEntry(), (_, bytes) => {
      replaced(bytes, from, to);
      if (what.includes("UTF-8")) for (const [i, byte] of bytes.entries()) if (byte === 64) bytes[i] = 0xff;
    });
    expect(decode(frame)).toBe("corrupt");
  });

  it("is corrupt with an empty name", () => {
    const frame = forged(sampleEntry(), (view) => {
      // The last length is the method's; its letters go to the name before it.
      const lengths = 116 + 4 * (10 + 5);
      const method = view.getUint32(lengths - 4);
      view.setUint32(lengths - 4, 0);
      view.setUint32(lengths - 8, view.getUint32(lengths - 8) + method);
    });
    expect(decode(frame)).toBe("corrupt");
  });

  it("is corrupt with a part that ends before it begins", () => {
    expect(decode(forged(fullEntry(), (view) => view.setFloat64(116, 9)))).toBe("corrupt");
  });

  it.each(["1x3", "0 4", " 13"])("reads a body whose chunks are said to be %j as one chunk", (text) => {
    const frame = forged(sampleEntry({ chunkBytes: [1, 3] }), (_, bytes) => replaced(bytes, "1 3", text));
    expect(decode(frame)).toEqual(sampleEntry());
  });

  it("reads a text body that is not UTF-8 without throwing", () => {
    const frame = forged(sampleEntry({ body: "abc" }), (_, bytes) => bytes.set([0xff], bytes.length - 1));
    expect(decode(frame)).toMatchObject({ body: "ab\ufffd" });
  });
});
