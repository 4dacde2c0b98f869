import { describe, expect, it } from "vitest";
import { gate } from "../../../test/gate.ts";
import { backgroundWork, revisionSource } from "./engine.ts";

describe("backgroundWork", () => {
  it("settles when all of it has, what was added meanwhile too, well or not", async () => {
    const background = backgroundWork();
    const first = gate();
    const second = gate();
    const done: string[] = [];
    background.add(
      first.opened.then(() => {
        done.push("first");
        background.add(second.opened.then(() => done.push("second")));
        throw new Error("told by an event");
      }),
    );
    const settled = background.settled().then(() => done.push("settled"));
    first.open();
    await Promise.resolve();
    second.open();
    await settled;
    expect(done).toEqual(["first", "second", "settled"]);
  });

  it("runs synchronous work at once, and hears neither throw nor rejection", async () => {
    const background = backgroundWork();
    const done: string[] = [];
    background.run(() => done.push("now"));
    background.run(() => {
      throw new Error("told by an event");
    });
    background.run(() => Promise.reject(new Error("told by an event")));
    expect(done).toEqual(["now"]);
    await background.settled();
  });
});

describe("revisionSource", () => {
  it("never gives one twice, nor two sources the same", () => {
    const clock = { nowMs: () => 1_000 };
    const sources = [revisionSource(clock), revisionSource(clock)];
    const revisions = sources.flatMap((next) => Array.from({ length: 100 }, next));
    expect(new Set(revisions).size).toBe(200);
  });
});
