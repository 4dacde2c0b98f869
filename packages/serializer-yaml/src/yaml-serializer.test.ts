import { type EntryOverrides, entryOf } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { yamlSerializer } from "./yaml-serializer.ts";

const { address } = entryOf();
const plain = (body: EntryOverrides["body"]): EntryOverrides => ({
  body: body ?? null,
  response: { headers: [["content-type", "text/plain"]] },
});

async function written(overrides: EntryOverrides): Promise<string> {
  return new TextDecoder().decode(await yamlSerializer.encode(entryOf(overrides), address));
}

async function read(text: string): Promise<unknown> {
  const result = await yamlSerializer.decode(new TextEncoder().encode(text), address);
  return "entry" in result ? result.entry : result.fault;
}

describe("YAML", () => {
  it("SER-04 is what a person would write", async () => {
    const text = await written(plain(new TextEncoder().encode("first line\n  second\n")));
    expect(text).toMatch(/^format: yaml1\nchecksum: crc32:[0-9a-f]{8}\nformatVersion: 1\n/);
    expect(text).toContain("\nheaders:\n  - [content-type, text/plain]\n");
    expect(text).toContain("\nbody:\n  text: |\n    first line\n      second\n");
  });

  it("has bytes that are no text as base64", async () => {
    expect(await written({ body: Uint8Array.of(0xff, 0) })).toContain("\nbody:\n  base64: /wA=\n");
  });

  it("quotes what other parsers would take for something else", async () => {
    const text = await written({ tags: ["yes", "2026-01-01", "1e3", "~"] });
    expect(text).toContain("  - 'yes'\n  - '2026-01-01'\n  - '1e3'\n  - '~'\n");
  });

  it("comes back byte for byte, whatever a text is made of", async () => {
    let seed = Date.now() & 0x7fffffff;
    console.info(`texts of seed ${seed}`);
    const next = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (seed >> 8) % below;
    };
    const pieces = [
      ..."ab:-#&*!|>'\"%@`{}[],?~\\=<. 0",
      "\n",
      "\n\n",
      "\r",
      "\r\n",
      "\t",
      "\u0000",
      "\u0085",
      "\u2028",
      "\ufeff",
      "𝄞",
      "ü",
      "---",
      "...",
      "  ",
      " #",
      ": ",
      "- ",
      "\x7f",
      "\ufffe",
    ];
    for (let round = 0; round < 2000; round++) {
      const text = Array.from({ length: next(12) }, () => pieces[next(pieces.length)] ?? "").join("");
      const body = round % 2 === 0 ? text : new TextEncoder().encode(text);
      const back = await read(await written({ ...plain(body), tags: [text] }));
      expect([text, back]).toEqual([text, expect.objectContaining({ body, tags: [text] })]);
    }
  });

  it("that was edited is corrupt, unless its checksum is deleted too", async () => {
    const edited = (await written({})).replace("status: 200", "status: 203");
    expect(await read(edited)).toBe("corrupt");
    const unchecked = edited.replace(/checksum: .*\n/, "");
    expect(await read(unchecked)).toMatchObject({ response: { status: 203 } });
    expect(await read(edited.replace("checksum: ", "checksum:"))).toBe("corrupt");
  });

  it("of another format is foreign", async () => {
    expect(await read((await written({})).replace("yaml1", "yaml2"))).toBe("foreign");
    expect(await read("a: 1\n")).toBe("foreign");
  });

  it.each([
    ["a tag of a program", "status: !!js/function 'function () {}'"],
    ["a reference", "a: &a [1]\nb: *a"],
    ["a merge", "<<: {formatVersion: 1}"],
    ["a field twice", "status: 200\nstatus: 200"],
    ["deep nesting", `a: ${"[".repeat(20)}${"]".repeat(20)}`],
    ["two documents", "a: 1\n---\na: 1"],
    ["a list", "- 1"],
    ["nothing", ""],
    ["the prototype", "__proto__: {polluted: 1}"],
    ["a header that is no pair", "headers: [[a]]"],
  ])("with %s is no entry", async (_, content) => {
    expect(await read(`format: yaml1\n${content}\n`)).toMatch(/^(?:corrupt|foreign)$/);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});
