import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compileProblems, runProblems, writePrograms } from "./check-document.ts";
import { idleProblems, readPrograms } from "./read-programs.ts";

const root = join(import.meta.dirname, "../../..");
const documents = globSync(["*.md", "packages/*/README.md", "docs-site/**/*.md"], {
  cwd: root,
  exclude: ["**/node_modules/**", "docs-site/api/**", "docs-site/.vitepress/**"],
}).sort();
const programs = documents.flatMap((document) =>
  readPrograms(document, readFileSync(join(root, document), "utf8")),
);

describe("the programs in the documents", () => {
  const files = writePrograms("documents", programs);
  afterAll(() => files.remove());

  it("are there", () => {
    expect(programs.filter((program) => program.runs).length).toBeGreaterThan(10);
  });

  it("each promise what they print, or check something", () => {
    expect(idleProblems(programs)).toEqual([]);
  });

  it("compile", () => {
    expect(compileProblems(files, programs)).toEqual([]);
  });

  describe.concurrent("run to their end and print what they promise", () => {
    const withPrograms = documents.filter((document) =>
      programs.some((program) => program.document === document),
    );
    it.for(withPrograms)("%s", async (document, { skip }) => {
      if (!knowsUsing())
        skip(`${process.version} does not know \`using\`, and nothing compiles these. Node 24 does.`);
      const own = programs.filter((program) => program.document === document);
      expect(await runProblems(files, own)).toEqual([]);
    });
  });
});

describe("the check itself", () => {
  const markdown = [
    "```ts\nconsole.log(1 + 1); // 3\n```", // line 1
    '```ts\nthrow new Error("planted");\n```', // line 4
    '```ts\nconst wrong: number = "a text";\nvoid wrong;\n```', // line 7
    "```ts\nprocess.exit(3);\n```", // line 11
    '```ts\nimport { it } from "node:test";\nit("fails", () => { throw new Error("planted"); });\n```', // line 14
    '```ts\nimport "node:test";\n```', // line 18
    '```ts\nimport { it } from "node:test";\nit("passes", () => undefined);\nconsole.log(1); // 2\n```', // line 21
  ].join("\n");
  const planted = readPrograms("planted.md", markdown);
  const files = writePrograms("planted", planted);
  afterAll(() => files.remove());

  it("finds a program that does not compile, by the line of the document", () => {
    expect(compileProblems(files, planted)).toEqual([expect.stringMatching(/^planted\.md:8: error TS2322/)]);
  });

  it("finds a program that prints something else, that throws, and that does not come to its end", async () => {
    expect(await runProblems(files, planted)).toEqual([
      'planted.md:1: promises to print "3", but printed:\n2',
      expect.stringMatching(/^planted\.md:4: Error: planted/),
      expect.stringMatching(/^planted\.md:11: did not come to its end/),
      expect.stringMatching(/^planted\.md:14: its tests fail:[\s\S]*planted/),
      expect.stringMatching(/^planted\.md:18: has no tests/),
      expect.stringMatching(/^planted\.md:21: promises to print "2", but printed:\n1/),
    ]);
  });

  it("finds a program that prints and promises nothing, and one that neither prints nor checks anything", () => {
    const idle = [
      "```ts\nfor (const a of [1, 2]) console.log(a);\n// 1\n```", // line 1
      "```ts\nconst a = 1;\nvoid a;\n```", // line 5
      "```ts no-run\nconsole.log(1);\n```", // line 9
      '```ts\nimport assert from "node:assert";\nassert(true);\n```', // line 12
    ].join("\n");
    expect(idleProblems(readPrograms("idle.md", idle))).toEqual([
      expect.stringMatching(/^idle\.md:1: prints, and promises nothing/),
      expect.stringMatching(/^idle\.md:5: neither prints nor checks anything/),
    ]);
  });
});

/** What users' compilers translate, and Node runs only from 24 on. */
function knowsUsing(): boolean {
  try {
    return typeof new Function("{ using nothing = null; }") === "function";
  } catch {
    return false;
  }
}
