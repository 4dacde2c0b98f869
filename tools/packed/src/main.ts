// Packs what would be published, and uses it as strangers do: installed in an empty project outside the workspace, as ESM and through
// require, bundled, and in a workspace of Yarn's Plug'n'Play.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkBundlers } from "./bundlers.ts";
import { packPackages } from "./pack-packages.ts";
import { checkPlugNPlay } from "./plug-n-play.ts";
import { PACKAGES, PEERS, PROGRAMS } from "./programs.ts";
import { checkPublishedNames } from "./published-names.ts";
import { checkPrints, runProgram } from "./run-program.ts";

const root = join(import.meta.dirname, "../../..");
const toolchain = join(import.meta.dirname, "../toolchain");
const scratch = mkdtempSync(join(tmpdir(), "rcache-packed-"));

try {
  runProgram("pnpm", ["install", "--frozen-lockfile"], { cwd: toolchain });
  const tools = join(toolchain, "node_modules");
  await checkPublishedNames(root);
  const tarballs = packPackages(root, folderIn(scratch, "tarballs"));
  const installed = new Map([...tarballs].filter(([name]) => PACKAGES.includes(name)));
  const project = folderIn(scratch, "project");
  installWithNpm(project, [...installed.values()]);
  for (const { file, text, prints } of PROGRAMS) {
    writeFileSync(join(project, file), text);
    checkPrints(file, prints, { cwd: project });
  }
  const bundlers = checkBundlers(project, tools);
  checkPlugNPlay(folderIn(scratch, "plug-n-play"), installed, tools);
  console.log(
    `packed: ${tarballs.size} packages, ${PROGRAMS.length} programs in an empty project, bundled by ${bundlers.join(", ")}, and in a Plug'n'Play workspace`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function folderIn(parent: string, name: string): string {
  const folder = join(parent, name);
  mkdirSync(folder);
  return folder;
}

function installWithNpm(project: string, tarballs: readonly string[]): void {
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "consumer", private: true }));
  // Optional peers are not published yet: asking a registry for each would only take its time.
  runProgram("npm", ["install", "--no-package-lock", "--legacy-peer-deps", ...PEERS, ...tarballs], {
    cwd: project,
  });
}
