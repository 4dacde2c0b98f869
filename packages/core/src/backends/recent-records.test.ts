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

  const keys = Array.from({ length: 40 }, (_, i) => `k${i}`);

  it("holds 16 MiB, of what is asked for now", () => {
    const recent = new RecentRecords<number>();
    const isRead = (key: string): boolean => read(recent, key, 1_000_000);
    for (let round = 0; round < 4; round += 1) keys.slice(0, 10).map(isRead);
    expect(keys.slice(0, 10).map((key) => recent.get(key) !== undefined)).not.toContain(false);
    for (let round = 0; round < 12; round += 1) keys.slice(20, 30).map(isRead);
    expect(keys.slice(20, 30).map((key) => recent.get(key) !== undefined)).not.toContain(false);
    expect(keys.filter((key) => recent.get(key) !== undefined).length).toBeLessThanOrEqual(16);
  });

  it("keeps most of what it has while more than it has room for is read in turn", () => {
    const recent = new RecentRecords<number>();
    const isThere = (key: string): boolean => recent.get(key) !== undefined;
    for (let round = 0; round < 6; round += 1) for (const key of keys) read(recent, key, 1_000_000);
    const hits = keys.filter((key) => isThere(key) && read(recent, key, 1_000_000));
    expect(hits.length).toBeGreaterThan(8);
  });
});
