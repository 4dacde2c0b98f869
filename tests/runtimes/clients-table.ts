// The cases of tests/clients, in a program of its own: vitest would import other modules than the runtime's users get. With `--write`, what comes
// out is recorded; else it has to be what was recorded.

import { writeFileSync } from "node:fs";
import { isInstalled } from "../../packages/patch/src/index.ts";
import { ALL_CLIENTS } from "../clients/src/all-clients.ts";
import { caseOrigin, cellOf } from "../clients/src/case-cell.ts";
import { casesOf, type Recorded, readRecorded, recordedFile } from "../clients/src/recorded.ts";
import { contractRun } from "./contract-runner.ts";

const isWriting = process.argv.includes("--write");
const runtime = "Bun" in globalThis ? "bun" : "deno";
const version = process.versions[runtime] ?? "";
const origin = await caseOrigin();
const known = isWriting ? undefined : readRecorded(runtime);
const clients: Record<string, Record<string, string>> = {};

const run = contractRun();
for (const client of ALL_CLIENTS) {
  const cells: Record<string, string> = {};
  clients[client.name] = cells;
  for (const each of casesOf(client, runtime)) {
    run.runner(client.name).it(each.name, async () => {
      const cell = await cellOf(origin, client, each);
      if (typeof cell !== "string") throw new Error(`the answers differ:\n${cell.differs.join("\n")}`);
      if (cell === "cached" && each.isCached === false) throw new Error("is cached");
      cells[each.name] = cell;
      const expected = known?.clients[client.name]?.[each.name];
      if (known !== undefined && cell !== expected) throw new Error(`${cell}, and was ${expected}`);
    });
  }
}
const names = { bun: "Bun", deno: "Deno" };
await run.end({
  afterEach() {
    if (isInstalled()) throw new Error("a cache is still installed");
  },
  atEnd() {
    if (!isWriting) return;
    const recorded: Recorded = { runtime: `${names[runtime]} ${version}`, clients };
    writeFileSync(recordedFile(runtime), `${JSON.stringify(recorded, null, 2)}\n`);
  },
});
