import { describe, expect, it } from "vitest";
import { gate } from "../../../test/gate.ts";
import { pendingRemovals } from "./pending-removals.ts";

const AT = { target: "https://example.com/", selector: "GET" };
const OTHER = { target: "https://example.com/other", selector: "GET" };

describe("what is done under a key while a record of it is removed", () => {
  it("waits for the removal, and nothing else does", async () => {
    const { opened, open } = gate();
    const removals = pendingRemovals();
    const done: string[] = [];
    removals.add(
      AT,
      opened.then(() => done.push("removed")),
    );
    const looked = removals.after(AT, () => done.push("looked up"));
    void removals.after(OTHER, () => done.push("another"));
    open();
    await looked;
    expect(done).toEqual(["another", "removed", "looked up"]);
    expect(removals.isEmpty()).toBe(true);
  });

  it("waits for all of several removals, and for one that fails", async () => {
    const [first, second] = [gate(), gate()];
    const removals = pendingRemovals();
    const done: string[] = [];
    removals.add(
      AT,
      first.opened.then(() => done.push("first")),
    );
    removals.add(
      AT,
      second.opened.then(() => Promise.reject(new Error("failed"))),
    );
    const looked = removals.after(AT, () => done.push("looked up"));
    second.open();
    first.open();
    await looked;
    expect(done).toEqual(["first", "looked up"]);
  });

  it("does not wait where the removal was done at once", () => {
    const removals = pendingRemovals();
    removals.add(AT, 1);
    expect([removals.isEmpty(), removals.after(AT, () => "at once")]).toEqual([true, "at once"]);
  });
});
