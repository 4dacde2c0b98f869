import { describe, expect, it } from "vitest";
import { readPrograms } from "./read-programs.ts";

const markdown = [
  "# Title", // 1
  "```ts", // 2
  "const a = 1;", // 3
  "```", // 4
  "and then", // 5
  "```ts continues", // 6
  "console.log(a); // 1", // 7
  "```", // 8
  "```sh", // 9
  "```", // 10
  "````md", // 11
  "```ts", // 12
  "not a program", // 13
  "```", // 14
  "````", // 15
  "```ts no-run", // 16
  "import { a } from 'a';", // 17
  "```", // 18
].join("\n");

describe("readPrograms", () => {
  it("finds every ts fence, joined with those that continue it, each line where it stands", () => {
    const [first, second, ...rest] = readPrograms("a.md", markdown);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ line: 2, runs: true, prints: ["1"] });
    const lines = first?.text.split("\n") ?? [];
    expect([lines[2], lines[6], lines.length]).toEqual(["const a = 1;", "console.log(a); // 1", 7]);
    expect(second).toMatchObject({ line: 16, runs: false, prints: [] });
    expect(second?.text.split("\n")[16]).toBe("import { a } from 'a';");
  });

  it("refuses a kind of fence that nobody knows, and a continuation of nothing", () => {
    expect(() => readPrograms("a.md", "```ts norun\n```")).toThrow(
      'a.md:1: "ts norun" is not a kind of fence',
    );
    expect(() => readPrograms("a.md", "```ts continues\n```")).toThrow(
      "a.md:1: there is nothing to continue",
    );
  });
});
