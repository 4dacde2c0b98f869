import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { runProgram } from "./run-program.ts";

const SECTION = /^## From an empty folder\n(.*?)(?=^## )/ms;
const PART = /^```(?<language>sh|text)\n(?<lines>.*?)^```$|^<<< (?<file>\S+)$/gms;

/**
 * Follows each page on writing a backend, a serializer or an adapter, letter for letter, beginning in an empty folder: its commands, and its files
 * under their names. What it says that the last command prints has to be printed.
 *
 * @param registry the address of one that knows our packages
 * @returns how many pages there are
 */
export function checkImplementPages(root: string, folder: string, registry: string): number {
  const pages = globSync(join(root, "docs-site/implement/*.md"));
  for (const page of pages) checkImplementPage(page, folder, registry);
  return pages.length;
}

function checkImplementPage(page: string, cwd: string, registry: string): void {
  const section = SECTION.exec(readFileSync(page, "utf8"))?.[1];
  if (section === undefined) throw new Error(`${page} does not begin in an empty folder`);
  const parts = [...section.matchAll(PART)].map(({ groups = {} }) => groups);
  const script = parts.flatMap(({ language, lines, file }) => {
    if (file !== undefined) return [`cp "${resolve(dirname(page), file)}" .`];
    return language === "sh" ? [lines] : [];
  });
  const env = {
    npm_config_registry: registry,
    npm_config_prefer_online: "true",
    PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`,
  };
  const { stdout } = runProgram("bash", ["-ec", script.join("\n")], { cwd, env });
  const promised = parts
    .filter(({ language }) => language === "text")
    .flatMap(({ lines = "" }) => lines.trim().split("\n"));
  if (promised.length === 0) throw new Error(`${page} does not say what the tests print`);
  const printed = stdout.split("\n");
  for (const line of promised) {
    if (!printed.includes(line))
      throw new Error(`${basename(page)} promises "${line}", but its tests print:\n${stdout}`);
  }
}
