import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The README of a package, as a page of the site. */
export interface PackageReadme {
  /** The folder's name, and the last part of the page's address. */
  readonly name: string;
  readonly markdown: string;
}

const PACKAGES = join(import.meta.dirname, "../../../packages");

/** Every package's README, by name. Links from one README to another lead to the other's page. */
export function packageReadmes(): readonly PackageReadme[] {
  return globSync("*/README.md", { cwd: PACKAGES })
    .sort((a, b) => a.localeCompare(b))
    .map((file) => ({
      name: file.replace(/\/README\.md$/, ""),
      markdown: readFileSync(join(PACKAGES, file), "utf8").replaceAll(
        /\]\(\.\.\/([\w-]+)\/README\.md(#[\w-]+)?\)/g,
        "](/packages/$1$2)",
      ),
    }));
}
