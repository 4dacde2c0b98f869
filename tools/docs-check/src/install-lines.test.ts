import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");

/** Packages that the samples of a document import and that none of its commands installs: pnpm and Yarn refuse them. */
function notInstalled(markdown: string): string[] {
  const installed = new Set(
    [...markdown.matchAll(/npm install ([^\n`]+)/g)].flatMap(([, names = ""]) => names.split(" ")),
  );
  const samples = [...markdown.matchAll(/^```ts[^\n]*\n(.*?)^```/gms)].map(([, text = ""]) => text).join("");
  const imported = [...samples.matchAll(/(?:from|import) "((?:@[\w-]+\/)?[\w-]+)[\w/.-]*"/g)].map(
    ([, name = ""]) => name,
  );
  return [...new Set(imported)].filter((name) => !installed.has(name));
}

describe("what a README tells its reader to install", () => {
  it.each(["README.md", "docs-site/start.md", ...globSync("packages/*/README.md", { cwd: root })])(
    "is all that the samples of %s import",
    (document) => {
      expect(notInstalled(readFileSync(join(root, document), "utf8"))).toEqual([]);
    },
  );

  it("is found to be too little", () => {
    const sample = 'import a from "a";\nimport { b } from "@s/b/sub";\nimport "node:fs";\nimport "./c.ts";\n';
    const command = "```sh\nnpm install a\n```\n";
    expect(notInstalled(`${command}\`\`\`ts no-run\n${sample}\`\`\`\n`)).toEqual(["@s/b"]);
  });
});
