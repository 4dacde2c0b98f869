import { describe, expect, it } from "vitest";
import { SAMPLE_AT, sampleEntry } from "../../test/sample-entry.ts";
import type { RecordDocument, RecordFault } from "../contracts/serializer.ts";
import { documentsAsBytes, documentsAsText } from "./documents-as-bytes.ts";

/** Keeps nothing, and gives what it is told. */
const giving = (read: () => RecordDocument | RecordFault): ReturnType<typeof documentsAsBytes> =>
  documentsAsBytes({ id: "a1", write: () => new Uint8Array(), read });

const lines = documentsAsText({
  id: "lines1",
  write: (document) => JSON.stringify(document),
  read: JSON.parse,
});
const TEXT = sampleEntry({ body: "é" });

describe("a serializer of a format of documents", () => {
  it("gives back what it was given, and says what it is", async () => {
    const value = await lines.encode(TEXT, SAMPLE_AT);
    expect(new TextDecoder().decode(value)).toContain('"bodyText":"é"');
    expect(await lines.decode(value, SAMPLE_AT)).toEqual({ entry: TEXT });
    expect([lines.id, lines.valueKind, lines.body?.seekable]).toEqual(["lines1", "bytes", true]);
  });

  it.each<RecordFault>(["foreign", "corrupt"])("is %s where the format says so", (fault) => {
    expect(giving(() => fault).decode(new Uint8Array(), SAMPLE_AT)).toEqual({ fault });
  });

  it("is corrupt where the format throws, or gives no whole document", () => {
    const thrower = giving(() => {
      throw new Error("no such format");
    });
    expect(thrower.decode(new Uint8Array(), SAMPLE_AT)).toEqual({ fault: "corrupt" });
    const partial = giving(() => ({ formatVersion: 1, target: SAMPLE_AT.target }));
    expect(partial.decode(new Uint8Array(), SAMPLE_AT)).toEqual({ fault: "corrupt" });
  });

  it("is corrupt where a text is no UTF-8", () => {
    expect(lines.decode(Uint8Array.of(0xff), SAMPLE_AT)).toEqual({ fault: "corrupt" });
  });
});
