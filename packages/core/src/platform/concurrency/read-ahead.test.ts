import { describe, expect, it } from "vitest";
import { ReadAhead } from "./read-ahead.ts";

const NO_LIMIT = Number.POSITIVE_INFINITY;

describe("readAhead", () => {
  it("is full beyond the body's own limit, and never while nothing is ahead", () => {
    const none = new ReadAhead({ eachBytes: 0, totalBytes: 0 });
    expect(none.isFull()).toBe(false);
    none.take(1);
    expect(none.isFull()).toBe(true);
    none.giveAll();
    const some = new ReadAhead({ eachBytes: 8, totalBytes: NO_LIMIT });
    some.take(8);
    expect(some.isFull()).toBe(false);
    some.take(1);
    expect(some.isFull()).toBe(true);
    some.give(1);
    expect(some.isFull()).toBe(false);
    some.giveAll();
  });

  it("is full beyond the limit of all bodies together, until any of them gives something back", async () => {
    const limits = { eachBytes: NO_LIMIT, totalBytes: 10 };
    const [one, other] = [new ReadAhead(limits), new ReadAhead(limits)];
    one.take(8);
    other.take(4);
    expect([one.isFull(), other.isFull()]).toEqual([true, true]);
    const room = other.room();
    one.give(8);
    await room;
    expect(other.isFull()).toBe(false);
    other.giveAll();
  });

  it("tells of its own room what it is full of itself", async () => {
    const own = new ReadAhead({ eachBytes: 1, totalBytes: NO_LIMIT });
    own.take(5);
    const room = own.room();
    own.give(5);
    await room;
  });
});
