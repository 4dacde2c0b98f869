import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compileProblems, runProblems, writePrograms } from "./check-document.ts";
import { readPrograms } from "./read-programs.ts";

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
