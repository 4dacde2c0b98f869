import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runProgram } from "./run-program.ts";

/** What the program of the SDKs consists of, in tests/clients/src. */
const FILES = ["sdks-by-hand", "sdks", "sdks-of-services", "sdk", "sdk-service", "ask-twice", "listening"];

/**
 * Runs each SDK of tests/clients twice, a miss and a hit, in a project that has the packages as they would be published, and the SDKs as they
 * are installed in this checkout.
 *
 * @returns a line for each
 */
export function checkSdks(root: string, project: string, env: Readonly<Record<string, string>>): string[] {
  const clients = join(root, "tests/clients");
  const { devDependencies } = JSON.parse(readFileSync(join(clients, "package.json"), "utf8"));
  runProgram("npm", ["install", "@rcache/patch", "@rcache/backend-memory"], { cwd: project, env });
  for (const name of Object.keys(devDependencies).filter((each) => !each.startsWith("@rcache/"))) {
    const place = join(project, "node_modules", name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(clients, "node_modules", name), place, "junction");
  }
  for (const file of FILES) cpSync(join(clients, "src", `${file}.ts`), join(project, "src", `${file}.ts`));
  // Where the program reads the versions.
  writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module", devDependencies }));
  const { stdout } = runProgram(process.execPath, ["src/sdks-by-hand.ts"], { cwd: project });
  return stdout.split("\n");
}
