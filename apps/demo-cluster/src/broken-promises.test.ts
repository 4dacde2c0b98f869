import { describe, expect, it } from "vitest";
import { brokenPromises } from "./broken-promises.ts";
import { renderTotals } from "./render-trial.ts";
import type { TrialReport } from "./run-trial.ts";
import type { Life } from "./worker-process.ts";

const life = (name: string, overrides: Partial<Life> = {}): Life => ({
  name,
  worker: Number(name.split(".", 1)[0]),
  wasKilled: false,
  outcomes: new Map([
    [0, "miss"],
    [1, "hit"],
  ]),
  wrong: [],
  problem: undefined,
  ...overrides,
});
const killed = life("2.1", { wasKilled: true, outcomes: new Map() });
const kept: TrialReport = {
  asked: [
    { item: 0, life: "2.1" },
    { item: 1, life: "3.1" },
    { item: 0, life: "1.1" },
  ],
  lives: [life("1.1"), killed, life("2.2"), life("3.1")],
  afterwards: ["hit", "hit"],
  ms: 1_000,
};

describe("brokenPromises", () => {
  it("is empty where only a killed process had asked before", () => {
    expect(brokenPromises(kept)).toEqual([]);
  });

  it("names an item that was asked for again though nobody was killed, or twice by one process", () => {
    const asked = (...lives: string[]): TrialReport => ({
      ...kept,
      asked: [...lives.map((name) => ({ item: 0, life: name })), ...kept.asked.slice(1, 2)],
    });
    expect(brokenPromises(asked("1.1", "2.2"))).toEqual([
      "item 0 was asked for by 1.1, 2.2, of whom killed: 2.1",
    ]);
    expect(brokenPromises(asked("2.1", "2.1"))).toHaveLength(1);
    expect(brokenPromises({ ...kept, asked: [] })).toEqual([
      "item 0 was never asked for",
      "item 1 was never asked for",
    ]);
  });

  it("names what is lost: an answer, a body, an entry, a process", () => {
    const lives = [
      life("1.1", { outcomes: new Map([[0, "miss"]]) }),
      killed,
      life("2.2", { wrong: [1] }),
      life("3.1", { problem: "out of memory" }),
    ];
    expect(brokenPromises({ ...kept, lives, afterwards: ["hit", "miss"] })).toEqual([
      "process 1.1 was answered 1 of 2 items",
      "process 2.2 was given another body for item 1",
      "process 3.1 ended: out of memory",
      "item 1 is no hit afterwards: miss",
    ]);
  });
});

describe("renderTotals", () => {
  const plain = (_colour: string, text: string): string => text;

  it("says that all is well only where it is", () => {
    expect(renderTotals(kept, [], plain)).toContain(
      "Once an item, and once more for each that a killed process had under way. Nothing is lost.",
    );
    const text = renderTotals(kept, ["item 1 is lost"], plain);
    expect(text).toContain("This was not kept:\n  item 1 is lost\n");
    expect(text).not.toContain("nothing is lost.");
  });
});
