import { describe, expect, it } from "vitest";
import { SAMPLE_AT, sampleEntry } from "../../../test/sample-entry.ts";
import { recordHead } from "../../entry/record-head.ts";
import {
  decodeGroup,
  decodeTarget,
  encodeGroup,
  encodeTarget,
  type Group,
  groupUntilMs,
} from "./key-value-blob.ts";

const head = recordHead(sampleEntry(), "frame1", 4);
const group: Group = {
  target: SAMPLE_AT.target,
  selector: SAMPLE_AT.selector,
  epoch: "0.e1",
  records: [
    { head: { ...head, removeAtMs: 5 }, value: Uint8Array.of(1, 2, 3) },
    { head: { ...head, variant: "v2", removeAtMs: 9 }, value: new Uint8Array() },
  ],
};

describe("a group of records", () => {
  it("comes back, with values of its own", () => {
    const bytes = encodeGroup(group);
    const decoded = decodeGroup(bytes, SAMPLE_AT);
    bytes.fill(0);
    expect(decoded).toStrictEqual(group);
  });

  it("lasts as long as the last of its records", () => {
    expect(groupUntilMs(group)).toBe(9);
  });

  it("is nothing where there is nothing, or another request's", () => {
    expect(decodeGroup(undefined, SAMPLE_AT)).toBeUndefined();
    expect(decodeGroup(encodeGroup(group), { ...SAMPLE_AT, selector: "PUT" })).toBeUndefined();
    expect(decodeGroup(encodeGroup(group), { ...SAMPLE_AT, target: "x" })).toBeUndefined();
  });

  it("is nothing, and no error, when cut off or with a byte of its header changed", () => {
    const bytes = encodeGroup(group);
    for (let length = 0; length < bytes.length; length++)
      expect(decodeGroup(bytes.slice(0, length))).toBeUndefined();
    for (let at = 0; at < bytes.length - 3; at++) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x11;
      expect(decodeGroup(damaged)).toBeUndefined();
    }
    expect(decodeGroup(Uint8Array.of(...bytes, 0))).toBeUndefined();
  });
});

describe("what is known of a target", () => {
  it("comes back", () => {
    const state = { epoch: "e1", initial: true, untilMs: 8.64e15 };
    expect(decodeTarget(encodeTarget(state))).toEqual(state);
  });

  it.each(["", "{", "null", "[]", '{"epoch":1}', '{"epoch":"e","initial":"yes","untilMs":1}', "\u0000"])(
    "is nothing where the store has %j",
    (text) => {
      expect(decodeTarget(new TextEncoder().encode(text))).toBeUndefined();
    },
  );
});
