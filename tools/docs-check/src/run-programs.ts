import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import { startDemoOrigin } from "@rcache/demo-origin";
import { missingOutput } from "./missing-output.ts";

/** One program to run: its file, and what it says that it prints. */
interface ProgramToRun {
  readonly file: string;
  readonly prints: readonly string[];
}

// A child process of the check: runs the programs of one document one after the other, each in an empty folder of its own, and sends what went
// wrong, program by program. Hosts of the wide world are answered by the demo's origin on loopback.
const origin = await startDemoOrigin();
const platformFetch = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const request = new Request(input, init);
  const { hostname } = new URL(request.url);
  if (hostname === "127.0.0.1" || hostname === "localhost") return platformFetch(request);
  return platformFetch(
    new Request(`${origin.url}/json?maxAge=60&etag&of=${encodeURIComponent(request.url)}`, request),
  );
};

const programs: readonly ProgramToRun[] = JSON.parse(process.argv[2] ?? "[]");
const start = process.cwd();
for (const { file, prints } of programs) process.send?.({ file, problem: await problemOf(file, prints) });
// What a program left open does not keep the check waiting.
process.exit(0);

async function problemOf(file: string, prints: readonly string[]): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "rcache-docs-"));
  process.chdir(folder);
  const printed: string[] = [];
  const { log } = console;
  console.log = (...values: unknown[]) => void printed.push(...format(...values).split("\n"));
  try {
    await import(pathToFileURL(file).href);
    return missingOutput(prints, printed);
  } catch (error) {
    return format(error);
  } finally {
    console.log = log;
    process.chdir(start);
    rmSync(folder, { recursive: true, force: true });
  }
}
