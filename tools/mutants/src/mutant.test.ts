import { expect, it } from "vitest";
import { mutantName, mutantsOf, mutated } from "./mutant.ts";

const [mutant] = mutantsOf("policy/a.ts", ["policy/a", "tests/integration/src/a"], [["a < b", "a <= b"]]);

it("a mutant changes the one place where its text stands", () => {
  expect(mutant && mutated(mutant, "if (a < b) return c;")).toBe("if (a <= b) return c;");
  expect(mutant?.tests).toEqual(["packages/core/src/policy/a", "tests/integration/src/a"]);
  expect(mutant && mutantName(mutant)).toBe("packages/core/src/policy/a.ts: a < b  →  a <= b");
});

it.each(["if (a > b) return c;", "a < b || a < b"])(
  "is an error where it is not there once: %s",
  (source) => {
    expect(() => mutant && mutated(mutant, source)).toThrow(/policy\/a\.ts has "a < b" [02] times, not once/);
  },
);
