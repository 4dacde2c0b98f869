import { describe, expect, it } from "vitest";
import { entryOf, lifetimesOf, NOW_MS } from "../../../test/builders.ts";
import type { Entry } from "../../entry/entry.ts";
import { isPart, joinedParts } from "./stored-part.ts";

/** The bytes from one place to another of something that is so long; each byte is its place. */
function partOf(start: number, end: number, changes: Partial<Entry> = {}, total = 10): Entry {
  return entryOf({
    address: { target: "t", selector: "GET;private", variant: "part:-" },
    response: {
      status: 206,
      statusText: "Partial Content",
      coding: "wire",
      headers: [["Content-Range", `bytes ${start}-${end}/${total}`]],
    },
    part: { start, end, total },
    body: Uint8Array.from({ length: end - start + 1 }, (_, i) => start + i),
    etag: '"a"',
    lifetimes: lifetimesOf({ freeUntilMs: 0 }),
    ...changes,
  });
}

const ALL = Uint8Array.from({ length: 10 }, (_, i) => i);

describe("joinedParts", () => {
  it("§3.4 rule 140: what is whole stands where wholes stand, and is free to plain requests", () => {
    const whole = joinedParts(partOf(5, 9), [partOf(0, 4)], 100);
    expect([whole.body, whole.part, whole.address.variant]).toEqual([ALL, undefined, "-"]);
    expect([whole.response.status, whole.response.headers]).toEqual([200, [["Content-Length", "10"]]]);
    expect(whole.lifetimes.freeUntilMs).toBe(whole.lifetimes.freshUntilMs);
    expect(whole.lifetimes.freshUntilMs).toBe(NOW_MS + 60_000);
  });

  it("§5.2.2.4 rule 98: under no-cache, not even then", () => {
    const whole = joinedParts(partOf(5, 9, { staleBan: "no-cache" }), [partOf(0, 4)], 100);
    expect([whole.response.status, whole.lifetimes.freeUntilMs]).toEqual([200, 0]);
  });

  it("§3.4 rule 140: of bytes that both have, the newer are taken", () => {
    const newer = partOf(3, 5, { body: Uint8Array.from([93, 94, 95]) });
    expect(joinedParts(newer, [partOf(1, 4)], 100).body).toEqual(Uint8Array.from([1, 2, 93, 94, 95]));
  });

  it.each<[string, Entry]>([
    ["outside its record", partOf(0, 4, { body: { id: "b", target: "t", bytes: 5, checksum: "" } })],
    ["that is shorter than it says", partOf(0, 4, { body: Uint8Array.from([0]) })],
    ["of another variant", partOf(0, 4, { address: { target: "t", selector: "GET", variant: "part:x" } })],
    ["of another length in all", partOf(0, 4, {}, 11)],
    ["beyond the end of all", partOf(8, 10, {}, 11)],
  ])("§3.4 rule 140: a part %s is left alone", (_what, other) => {
    const fresh = partOf(5, 9);
    expect(joinedParts(fresh, [other], 100)).toBe(fresh);
  });

  it("§3.4 rule 140: above the limit nothing is joined", () => {
    const fresh = partOf(5, 8);
    expect(joinedParts(fresh, [partOf(2, 4)], 6)).toBe(fresh);
    expect(joinedParts(fresh, [partOf(2, 4)], 7).part).toEqual({ start: 2, end: 8, total: 10 });
  });
});

describe("isPart", () => {
  it("§3.3 rule 33: is true of every 206, even of one that has forgotten which part it is", () => {
    const { part: _, ...forgetful } = partOf(0, 4);
    expect([isPart(forgetful), isPart(partOf(0, 4)), isPart(entryOf())]).toEqual([true, true, false]);
  });
});
