import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "./run-program.ts";

/** What examples use beside our packages, and is not installed for the other programs. */
export const EXAMPLE_PEERS: readonly string[] = ["express@5.3.0"];

/**
 * Runs each example of the repository beside the packages that a project has installed: `start` prints what its README says, `test` passes,
 * and `build` makes a bundle without a warning.
 *
 * @param toolchain the `node_modules` that esbuild is in
 * @returns how many there are
 */
export function checkExamples(root: string, project: string, toolchain: string): number {
  const names = readdirSync(join(root, "examples"));
  cpSync(join(root, "examples"), join(project, "examples"), {
    recursive: true,
    filter: (path) => !path.endsWith("node_modules"),
  });
  for (const name of names) checkExample(name, join(project, "examples", name), toolchain);
  return names.length;
}

function checkExample(name: string, cwd: string, toolchain: string): void {
  const { scripts } = JSON.parse(readFileSync(join(cwd, "package.json"), "utf8"));
  const { start, test, build } = scripts;
  const [command, ...args] = String(start ?? test ?? build).split(" ");
  const program =
    command === "esbuild" ? [join(toolchain, "esbuild/bin/esbuild"), "--log-level=warning"] : [];
  const { stdout, stderr } = runProgram(process.execPath, [...program, ...args], { cwd });
  if (build !== undefined && stderr !== "") throw new Error(`${name}: esbuild warns: ${stderr}`);
  if (start === undefined) return;
  const promised = /```text\n(.*?)\n```/s.exec(readFileSync(join(cwd, "README.md"), "utf8"))?.[1];
  if (stdout !== promised)
    throw new Error(`${name} printed ${JSON.stringify(stdout)} instead of ${JSON.stringify(promised)}`);
}
