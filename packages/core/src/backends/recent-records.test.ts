import { describe, expect, it } from "vitest";
import { entryOf } from "../../test/builders.ts";
import type { FoundRecord } from "../contracts/backend.ts";
import { frameSerializer } from "../serializers/frame-serializer.ts";
import { RecentRecords } from "./recent-records.ts";

function recordOf(revision: string, bytes: number): FoundRecord {
  const address = { target: "t", selector: "GET", variant: "-" };
  return { ...address, revision, serializerId: "frame1", removeAtMs: 1, value: new Uint8Array(bytes) };
}

/** Reads a record and decodes it as the engine does; whether it is remembered after. */
function read(
  recent: RecentRecords<number>,
  key: string,
  bytes: number,
  entry = entryOf({ body: new Uint8Array(bytes) }),
): boolean {
  if (recent.get(key) === undefined) {
    const found = recordOf(key, bytes);
    recent.met(key, { found, state: 0, again: () => found.value }).decoded?.set(frameSerializer, entry);
  }
  return recent.get(key) !== undefined;
}

describe("RecentRecords", () => {
  it("remembers what was read for the second time, and decoded", () => {
    const recent = new RecentRecords<number>();
    expect([1, 2].map(() => read(recent, "a", 10_000))).toEqual([false, true]);
    const found = recordOf("b", 10_000);
    for (let i = 0; i < 3; i += 1) recent.met("b", { found, state: 0, again: () => found.value });
    expect(recent.get("b")).toBeUndefined();
  });

  it.each([
    ["so small that it is read as fast", 4_000, entryOf()],
    ["so large that few would fit", 2_000_000, entryOf({ body: new Uint8Array(2_000_000) })],
    [
      "whose body stands elsewhere",
      10_000,
      entryOf({ body: { id: "i", target: "t", bytes: 1, checksum: "c" } }),
    ],
  ])("does not remember a record %s", (_what, bytes, entry) => {
    const recent = new RecentRecords<number>();
    expect([1, 2, 3].map(() => read(recent, "a", bytes, entry))).toEqual([false, false, false]);
  });

  it("gives up to 16 MiB, and what is asked for again stays longest", () => {
    const recent = new RecentRecords<number>();
    const keys = Array.from({ length: 40 }, (_, i) => `k${i}`);
    for (const key of keys)
      for (let i = 0; i < 2; i += 1) {
        read(recent, key, 1_000_000);
        read(recent, "k0", 1_000_000);
      }
    const left = keys.filter((key) => recent.get(key) !== undefined);
    expect(left.length).toBe(16);
    expect(left).toContain("k0");
    expect(left).toContain("k39");
  });
});
