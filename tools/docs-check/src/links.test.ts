import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");

/** Relative links of a document that lead to nothing. */
function deadLinks(document: string, markdown: string): string[] {
  const targets = [...markdown.matchAll(/\]\((?!https?:|#)([^)\s#]+)/g)].map((match) => match[1] ?? "");
  return targets.filter((target) => !existsSync(join(root, dirname(document), target)));
}

/** Files of the packages that a document names in code spans and that are not there; a bare name stands in the folder of the one before it. */
function deadPaths(markdown: string): string[] {
  const dead: string[] = [];
  for (const line of markdown.split("\n")) {
    let folder: string | undefined;
    for (const [, span = ""] of line.matchAll(/`([\w./-]+)`/g)) {
      const full = /^(?:packages\/)?([\w-]+\/src\/.*)$/.exec(span)?.[1];
      const path =
        full ?? (folder !== undefined && /^[\w-]+\.ts$/.test(span) ? `${folder}/${span}` : undefined);
      if (path === undefined) continue;
      folder = path.endsWith("/") ? path.slice(0, -1) : dirname(path);
      if (!existsSync(join(root, "packages", path))) dead.push(path);
    }
  }
  return dead;
}

describe("links between documents", () => {
  it.each(globSync(["*.md", "packages/*/README.md", ".changeset/*.md"], { cwd: root }))(
    "of %s lead somewhere",
    (document) => {
      expect(deadLinks(document, readFileSync(join(root, document), "utf8"))).toEqual([]);
    },
  );

  it.each(["ARCHITECTURE.md", "CONTRIBUTING.md"])("files that %s names are there", (document) => {
    expect(deadPaths(readFileSync(join(root, document), "utf8"))).toEqual([]);
  });

  it("that are dead are found", () => {
    expect(deadLinks("README.md", "[a](nowhere.md) [b](https://x.test) [c](LICENSE#top)")).toEqual([
      "nowhere.md",
    ]);
    expect(deadPaths("`core/src/policy/nowhere.ts`, `nor-here.ts`, `core/src/index.ts`")).toEqual([
      "core/src/policy/nowhere.ts",
      "core/src/policy/nor-here.ts",
    ]);
  });
});
