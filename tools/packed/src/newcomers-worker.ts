import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "./run-program.ts";

/** Runs a worker once and prints what it answers. Its origin is the outside of the worker. */
const RUNNER = `
  import { createRequire } from "node:module";
  const { Miniflare, Response } = createRequire(process.argv[2])("miniflare");
  for (const compatibilityFlags of [[], ["nodejs_compat"]]) {
    const worker = new Miniflare({
      modules: true, scriptPath: "worker/main.mjs", compatibilityDate: "2026-01-01", compatibilityFlags,
      outboundService: () => Response.json({ login: "octocat" }),
    });
    console.log(await (await worker.dispatchFetch("http://worker/")).text());
    await worker.dispose();
  }
`;

/**
 * The same program in a worker of workerd, where nothing may be asked outside of a request.
 *
 * @param project where the packages are installed
 * @param tools the `node_modules` with esbuild and Miniflare
 * @throws Error where it prints something else than on Node
 */
export function checkWorker(program: string, project: string, tools: string): void {
  const lines = program.split("\n");
  const isImport = (line: string): boolean => line.startsWith("import ");
  const worker = [
    ...lines.filter(isImport),
    "export default { async fetch() { const printed = [];",
    "const console = { log: (...values) => printed.push(values.join(' ')) };",
    ...lines.filter((line) => !isImport(line)),
    "return new Response(printed.slice(0, 2).join(' ')); } };",
  ];
  writeFileSync(join(project, "worker.mjs"), worker.join("\n"));
  writeFileSync(join(project, "run-worker.mjs"), RUNNER);
  const place = { cwd: project };
  const bundling = ["--bundle", "--format=esm", "--conditions=workerd,worker,browser", "--external:node:*"];
  runProgram(join(tools, ".bin/esbuild"), ["worker.mjs", ...bundling, "--outfile=worker/main.mjs"], place);
  const { stdout } = runProgram(process.execPath, ["run-worker.mjs", join(tools, "x.js")], place);
  const expected = "false uri-miss true fresh\nfalse uri-miss true fresh";
  if (stdout !== expected) throw new Error(`workerd: the README's program printed ${JSON.stringify(stdout)}`);
}
