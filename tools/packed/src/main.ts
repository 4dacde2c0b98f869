// Packs what would be published, and uses it as strangers do: installed in an empty project outside the workspace, as ESM and through
// require, bundled, and in a workspace of Yarn's Plug'n'Play.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkBundlers } from "./bundlers.ts";
import { checkExamples, EXAMPLE_PEERS } from "./examples.ts";
import { checkImplementPages } from "./implement-pages.ts";
import { checkTypes } from "./newcomers-types.ts";
import { packPackages } from "./pack-packages.ts";
import { checkPlugNPlay } from "./plug-n-play.ts";
import { PACKAGES, PEERS, PERSISTENT, PERSISTENT_CACHE, PROGRAMS } from "./programs.ts";
import { checkPublishedNames } from "./published-names.ts";
import { startRegistry } from "./registry-process.ts";
import { checkPrints, runProgram } from "./run-program.ts";

const root = join(import.meta.dirname, "../../..");
const toolchain = join(import.meta.dirname, "../toolchain");
/** With a driver that has native parts, it would be some 27 MB; with sources and their maps, 3. */
const MOST_INSTALLED_BYTES = 1_000_000;
const scratch = mkdtempSync(join(tmpdir(), "rcache-packed-"));

try {
  runProgram("pnpm", ["install", "--frozen-lockfile"], { cwd: toolchain });
  const tools = join(toolchain, "node_modules");
  await checkPublishedNames(root);
  const tarballs = packPackages(root, folderIn(scratch, "tarballs"));
  const installed = new Map([...tarballs].filter(([name]) => PACKAGES.includes(name)));
  const project = folderIn(scratch, "project");
  installWithNpm(project, [...PEERS, ...EXAMPLE_PEERS, ...installed.values()]);
  for (const { file, text, prints } of PROGRAMS) {
    writeFileSync(join(project, file), text);
    checkPrints(file, prints, { cwd: project });
  }
  const examples = checkExamples(root, project, tools);
  using registry = await startRegistry(tarballs.values());
  const pages = checkImplementPages(root, folderIn(scratch, "pages"), registry.address);
  const small = folderIn(scratch, "small");
  checkInstalledSize(small, installed);
  checkTypes(small, join(root, "node_modules"), ["typescript"]);
  const bundlers = checkBundlers(project, tools);
  checkPlugNPlay(folderIn(scratch, "plug-n-play"), installed, tools);
  console.log(
    `packed: ${tarballs.size} packages, ${PROGRAMS.length} programs and ${examples} examples in an empty project, ${pages} pages from an empty folder, bundled by ${bundlers.join(", ")}, and in a Plug'n'Play workspace`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function folderIn(parent: string, name: string): string {
  const folder = join(parent, name);
  mkdirSync(folder);
  return folder;
}

/** A cache that lasts needs no compiler, no install script and no megabytes. */
function checkInstalledSize(project: string, tarballs: ReadonlyMap<string, string>): void {
  const needed = [...tarballs].filter(([name]) => PERSISTENT.includes(name)).map(([, tarball]) => tarball);
  installWithNpm(project, needed);
  const modules = join(project, "node_modules");
  const bytes = readdirSync(modules, { recursive: true, encoding: "utf8" })
    .map((name) => statSync(join(modules, name)))
    .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);
  if (bytes >= MOST_INSTALLED_BYTES)
    throw new Error(`@rcache/fetch and SQLite take ${bytes} bytes installed`);
  writeFileSync(join(project, PERSISTENT_CACHE.file), PERSISTENT_CACHE.text);
  checkPrints(PERSISTENT_CACHE.file, PERSISTENT_CACHE.prints, { cwd: project });
}

function installWithNpm(project: string, packages: readonly string[]): void {
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "consumer", private: true }));
  // Optional peers are not published yet: asking a registry for each would only take its time.
  const flags = ["--no-package-lock", "--legacy-peer-deps", "--ignore-scripts"];
  runProgram("npm", ["install", ...flags, ...packages], { cwd: project });
}
