import { describe, expect, it } from "vitest";
import { gate } from "../../../test/gate.ts";
import { sampleEntry } from "../../../test/sample-entry.ts";
import type { Entry } from "../../entry/entry.ts";
import { revisedEntry } from "../../entry/revised-entry.ts";
import { NOTHING } from "./looked.ts";
import { pendingWrites } from "./pending-writes.ts";

const FIRST = sampleEntry();
const AT = FIRST.address;
const NONE: ReadonlySet<string> = new Set();

function entryOf(variant: string, revision: string): Entry {
  return revisedEntry(FIRST, { address: { ...AT, variant }, revision });
}

describe("pendingWrites", () => {
  it("finds what is on its way until it has arrived, or has failed", async () => {
    for (const settle of ["open", "fail"] as const) {
      const writes = pendingWrites();
      const held = gate();
      const writing =
        settle === "open" ? held.opened : held.opened.then(() => Promise.reject(new Error("full")));
      writes.add(FIRST, NONE, writing);
      expect([writes.has(AT), writes.find(AT, AT.variant)?.entries[0]?.revision]).toEqual([
        true,
        FIRST.revision,
      ]);
      expect(writes.find(AT, "other")).toBeUndefined();
      held.open();
      await writes.settled();
      expect([writes.isEmpty(), writes.has(AT)]).toEqual([true, false]);
    }
  });

  it("puts it over what the store says, in place of what it replaces, also where the store answers late", async () => {
    const writes = pendingWrites();
    const held = gate();
    const [old, outdated, other] = [entryOf("-", "old"), entryOf("x", "outdated"), entryOf("y", "other")];
    writes.add(entryOf("-", "new"), new Set(["outdated"]), held.opened);
    const over = writes.over(AT);
    held.open();
    await writes.settled();
    const { entries } = over({ ...NOTHING, entries: [old, outdated, other] });
    expect(entries.map(({ revision }) => revision)).toEqual(["new", "other"]);
  });

  it("does not find what a later write makes outdated, nor what is to be forgotten", () => {
    const writes = pendingWrites();
    writes.add(entryOf("-", "1"), NONE, new Promise(() => undefined));
    writes.add(entryOf("x", "2"), new Set(["1"]), new Promise(() => undefined));
    const revisions = (): readonly string[] =>
      writes
        .over(AT)(NOTHING)
        .entries.map(({ revision }) => revision);
    expect(revisions()).toEqual(["2"]);
    writes.forget(({ revision }) => revision === "2");
    expect([revisions(), writes.find(AT, "x"), writes.under(AT).length]).toEqual([[], undefined, 2]);
  });
});
