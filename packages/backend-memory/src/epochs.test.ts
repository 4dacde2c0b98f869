import { describe, expect, it } from "vitest";
import { Epochs } from "./epochs.ts";

describe("Epochs", () => {
  it("gives a target another epoch at every bump and leaves the others alone", () => {
    const epochs = new Epochs();
    const seen = new Set([epochs.of("a")]);
    const other = epochs.of("b");
    for (let n = 0; n < 5; n++) {
      epochs.bump("a");
      seen.add(epochs.of("a"));
    }
    expect(seen.size).toBe(6);
    expect(epochs.of("b")).toBe(other);
  });

  it("gives every target another epoch when all are bumped", () => {
    const epochs = new Epochs();
    epochs.bump("a");
    const before = [epochs.of("a"), epochs.of("b")];
    epochs.bumpAll();
    for (const target of ["a", "b"]) expect(before).not.toContain(epochs.of(target));
  });

  it("never gives an old epoch again, also where it forgets the oldest bumps", () => {
    const epochs = new Epochs(8);
    const targets = Array.from({ length: 20 }, (_, n) => `t${n}`);
    const seen = new Map(targets.map((target) => [target, new Set([epochs.of(target)])]));
    for (let round = 0; round < 5; round++) {
      for (const target of targets) {
        epochs.bump(target);
        const epoch = epochs.of(target);
        expect(seen.get(target)?.has(epoch)).toBe(false);
        for (const [one, its] of seen) its.add(epochs.of(one));
      }
    }
  });

  it("remembers the latest bumps exactly", () => {
    const epochs = new Epochs(8);
    for (let n = 0; n < 9; n++) epochs.bump(`t${n}`);
    const latest = epochs.of("t8");
    epochs.bump("t9");
    expect(epochs.of("t8")).toBe(latest);
  });
});
