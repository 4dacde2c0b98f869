// Installs what would be published in an empty project outside the workspace, and uses it from there as ESM and through require.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PACKAGES, programs } from "./programs.ts";

/** A registry that does not answer is a failure, not a wait. */
const LONGEST_MS = 180_000;

const root = join(import.meta.dirname, "../../..");
const project = mkdtempSync(join(tmpdir(), "rcache-packed-"));
const environment = {
  ...process.env,
  npm_config_audit: "false",
  npm_config_fund: "false",
  npm_config_update_notifier: "false",
};

try {
  const packages = PACKAGES;
  for (const name of packages) {
    run("pnpm", ["pack", "--pack-destination", project], join(root, "packages", name));
  }
  const tarballs = readdirSync(project).filter((file) => file.endsWith(".tgz"));
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "consumer", private: true }));
  // Optional peers are not published yet: asking a registry for each would only take its time.
  run(
    "npm",
    ["install", "--no-package-lock", "--legacy-peer-deps", ...tarballs.map((file) => `./${file}`)],
    project,
  );
  for (const { file, text, prints } of programs) {
    writeFileSync(join(project, file), text);
    const printed = run(process.execPath, [file], project).trim();
    if (printed !== prints)
      throw new Error(`${file} printed ${JSON.stringify(printed)} instead of ${JSON.stringify(prints)}`);
  }
  console.log(`packed: ${tarballs.length} packages, ${programs.length} programs in an empty project`);
} finally {
  rmSync(project, { recursive: true, force: true });
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, {
    cwd,
    env: environment,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    timeout: LONGEST_MS,
  });
}
