import { readdirSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "./run-program.ts";

/** What every package brings besides what it is. */
const IN_EVERY_PACKAGE = ["LICENSE", "package.json", "dist/index.js", "dist/index.d.ts"];

/** Packs every package of a checkout as it would be published: the tarballs, by the package's folder. */
export function packPackages(root: string, into: string): ReadonlyMap<string, string> {
  runProgram("pnpm", ["--filter", "./packages/*", "pack", "--pack-destination", into], { cwd: root });
  const tarballs = new Map(
    readdirSync(into).map((file) => [file.replace(/^rcache-(.+)-\d+\.\d+\.\d+.*$/, "$1"), join(into, file)]),
  );
  const missing = readdirSync(join(root, "packages")).filter((name) => !tarballs.has(name));
  if (missing.length > 0) throw new Error(`not packed: ${missing.join(", ")}`);
  for (const tarball of tarballs.values()) checkContents(tarball);
  return tarballs;
}

function checkContents(tarball: string): void {
  const files = new Set(runProgram("tar", ["-tzf", tarball], { cwd: "." }).stdout.split(/\r?\n/));
  const missing = IN_EVERY_PACKAGE.filter((file) => !files.has(`package/${file}`));
  if (missing.length > 0) throw new Error(`${tarball} has no ${missing.join(", no ")}`);
}
